import { isatty } from 'node:tty'
import { exitCodes } from './exit.ts'

/** Whether people read standard output right now, rather than a file or another program. */
export const isTerminal = isatty(1) && process.env.TERM !== 'dumb'

/** Writes one line to standard output: what the command was asked for. */
export function print(line = ''): void {
  write(process.stdout, `${line}\n`, onLost)
}

/** Writes one line to standard error: what is said about the work, and never part of the result. */
export function note(line: string): void {
  write(process.stderr, `${line}\n`, () => undefined)
}

/** A pipe says later that it has failed, a file at once. */
function write(stream: NodeJS.WriteStream, text: string, onFailure: (error: Error) => void): void {
  try {
    stream.write(text)
  } catch (error) {
    onFailure(error as Error)
  }
}

/** Writes a value as one line of JSON. */
export function printJson(value: unknown): void {
  print(JSON.stringify(value))
}

export type Cell = string | number | null

/** Writes rows under headings, in columns as wide as their widest cell. */
export function printTable(headings: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const lines = [headings, ...rows].map((row) => row.map((cell) => String(cell ?? '-')))
  const widths = headings.map((_, column) =>
    Math.max(...lines.map((line) => widthOf(line[column] ?? '')))
  )
  for (const line of lines) {
    const cells = line.map((cell, column) => cell + ' '.repeat(widths[column]! - widthOf(cell)))
    print(cells.join('  ').trimEnd())
  }
}

/** Columns a text takes on a terminal: Chinese, Japanese and Korean characters take two. */
export function widthOf(text: string): number {
  let width = 0
  for (const character of text)
    width +=
      /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(
        character
      )
        ? 2
        : 1
  return width
}

let isOutputOptional = false

/** From now on the work counts, whether or not anybody can be told of it: an engine outlives its terminal. */
export function workOnWithoutOutput(): void {
  isOutputOptional = true
}

/**
 * Decides what becomes of a command whose output cannot be written. A reader that has gone, such as `head`, is the end
 * and no failure; a full disk is a failure.
 */
export function watchOutput(): void {
  process.stdout.on('error', onLost)
  process.stderr.on('error', () => undefined)
}

function onLost(error: Error): void {
  if (isOutputOptional) return
  if ((error as NodeJS.ErrnoException).code === 'EPIPE') process.exit(exitCodes.ok)
  note(`OUTPUT_LOST: ${error.message}`)
  process.exit(exitCodes.failed)
}
