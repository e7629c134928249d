import { createReadStream } from 'node:fs'
import { isWhole } from '../text.ts'

/** One line of an NDJSON file: its value, or why there is none. */
export interface NdjsonLine {
  /** Counted from 1. */
  line: number
  value: unknown
  /** What is wrong with the line; null when it is JSON. */
  fault: string | null
}

/**
 * Reads a file with one JSON value a line, in bounded memory. Blank lines are passed over.
 *
 * Only `\n` ends a line: `node:readline` also breaks at U+2028, which may stand inside of a JSON
 * string.
 */
export async function* readNdjson(path: string): AsyncGenerator<NdjsonLine> {
  const source = createReadStream(path, { encoding: 'utf8', highWaterMark: 1 << 18 })
  let rest = ''
  let line = 0
  for await (const chunk of source) {
    const lines = (rest + chunk).split('\n')
    rest = lines.pop() as string
    for (const text of lines) {
      line++
      if (!isBlank(text, line)) yield toLine(text, line)
    }
  }
  line++
  if (!isBlank(rest, line)) yield toLine(rest, line)
}

function isBlank(text: string, line: number): boolean {
  return withoutMark(text, line).trim() === ''
}

function withoutMark(text: string, line: number): string {
  return line === 1 ? text.replace(/^\uFEFF/, '') : text
}

function toLine(text: string, line: number): NdjsonLine {
  try {
    const value: unknown = JSON.parse(withoutMark(text, line))
    if (isWhole(text, value)) return { line, value, fault: null }
    return { line, value: undefined, fault: 'holds \\u0000 or half of a character: leave it out' }
  } catch (error) {
    return { line, value: undefined, fault: `is not JSON: ${(error as Error).message}` }
  }
}
