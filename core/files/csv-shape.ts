import { CsvQuoteInvalid, FileRowTooLong, FileTruncated } from './errors.ts'

const quote = 0x22
const newline = 0x0a
const carriageReturn = 0x0d

/**
 * Where in a cell the scan is: before it, in a bare one, in a quoted one, or just after a quote in
 * a quoted one.
 */
type Place = 'start' | 'bare' | 'quoted' | 'closing'

/**
 * Checks the shape of a CSV file (RFC 4180) byte by byte, without keeping any of it: so a file
 * whose end is missing is refused before its first row is used. A quote inside of a bare cell, as
 * in `5" pipe`, is taken as it stands.
 *
 * Errors: CSV_QUOTE_INVALID, FILE_ROW_TOO_LONG; FILE_TRUNCATED at the end.
 */
export class CsvShape {
  readonly #delimiter: number
  readonly #rowBytesMax: number
  #place: Place = 'start'
  #line = 1
  #rowLine = 1
  #rowBytes = 0
  #cells = 1
  #headerCells = 0

  constructor({ delimiter, rowBytesMax }: { delimiter: string; rowBytesMax: number }) {
    this.#delimiter = delimiter.charCodeAt(0)
    this.#rowBytesMax = rowBytesMax
  }

  scan(chunk: Uint8Array): void {
    let place = this.#place
    let rowBytes = this.#rowBytes
    for (let i = 0; i < chunk.length; i++) {
      const byte = chunk[i]!
      rowBytes++
      if (byte === newline) {
        this.#line++
        if (place === 'quoted') continue
        this.#endRow(rowBytes)
        rowBytes = 0
        place = 'start'
      } else if (place === 'quoted') {
        if (byte === quote) place = 'closing'
      } else if (byte === this.#delimiter) {
        this.#cells++
        place = 'start'
      } else if (byte === quote) {
        if (place !== 'bare') place = 'quoted'
      } else if (place === 'closing') {
        if (byte !== carriageReturn) throw new CsvQuoteInvalid({ line: this.#line })
      } else {
        place = 'bare'
      }
    }
    this.#refuseLong(rowBytes)
    this.#place = place
    this.#rowBytes = rowBytes
  }

  end(): void {
    const line = this.#rowLine
    if (this.#place === 'quoted') {
      throw new FileTruncated({ line, reason: 'opens a quote and never closes it' })
    }
    if (this.#rowBytes > 0 && this.#headerCells > 0 && this.#cells < this.#headerCells) {
      const reason = `has ${this.#cells} of ${this.#headerCells} cells and no end of line`
      throw new FileTruncated({ line, reason })
    }
  }

  #endRow(rowBytes: number): void {
    this.#refuseLong(rowBytes)
    if (this.#headerCells === 0) this.#headerCells = this.#cells
    this.#cells = 1
    this.#rowLine = this.#line
  }

  #refuseLong(rowBytes: number): void {
    if (rowBytes > this.#rowBytesMax) {
      throw new FileRowTooLong({ line: this.#rowLine, limitBytes: this.#rowBytesMax })
    }
  }
}
