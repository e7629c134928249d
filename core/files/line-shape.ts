import { FileRowTooLong, FileTruncated } from './errors.ts'

const newline = 0x0a

/**
 * Checks the shape of a file with one JSON value a line (NDJSON): no line too long, and the last
 * one whole. What the lines say is judged when they are read.
 *
 * Errors: FILE_ROW_TOO_LONG; FILE_TRUNCATED at the end.
 */
export class LineShape {
  readonly #rowBytesMax: number
  #line = 1
  #rest: Uint8Array[] = []
  #restBytes = 0

  constructor({ rowBytesMax }: { rowBytesMax: number }) {
    this.#rowBytesMax = rowBytesMax
  }

  scan(chunk: Uint8Array): void {
    let from = 0
    for (let at = chunk.indexOf(newline); at !== -1; at = chunk.indexOf(newline, from)) {
      this.#refuseLong(this.#restBytes + at - from)
      this.#rest = []
      this.#restBytes = 0
      this.#line++
      from = at + 1
    }
    const rest = chunk.subarray(from)
    if (rest.length === 0) return
    this.#restBytes += rest.length
    this.#refuseLong(this.#restBytes)
    // Copied: the chunk's memory is used again for the next one.
    this.#rest.push(rest.slice())
  }

  end(): void {
    const text = Buffer.concat(this.#rest).toString().trim()
    if (text === '') return
    try {
      JSON.parse(text)
    } catch {
      throw new FileTruncated({ line: this.#line, reason: 'is no whole JSON value' })
    }
  }

  #refuseLong(bytes: number): void {
    if (bytes > this.#rowBytesMax) {
      throw new FileRowTooLong({ line: this.#line, limitBytes: this.#rowBytesMax })
    }
  }
}
