import { isatty } from 'node:tty'

/** Whether people read standard output right now, rather than a file or another program. */
export const isTerminal = isatty(1) && process.env.TERM !== 'dumb'

/** Writes one line to standard output: what the command was asked for. */
export function print(line = ''): void {
  process.stdout.write(`${line}\n`)
}

/** Writes one line to standard error: what is said about the work, and never part of the result. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`)
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

/** Writes to a pipe that may be closed early, such as `| head`: that is the end, and no failure. */
export function endQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error
    process.exit(0)
  })
}
