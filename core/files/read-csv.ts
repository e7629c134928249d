import { createReadStream } from 'node:fs'
import { CsvError, parse } from 'csv-parse'
import { rowBytesMaxDefault } from './check.ts'
import { CsvHeaderInvalid, CsvQuoteInvalid, FileRowTooLong, FileTruncated } from './errors.ts'

export interface CsvOptions {
  /** One ASCII character. Default comma. */
  delimiter?: string
  /** Longest row, in bytes. Default 1 MiB. */
  rowBytesMax?: number
}

/** One row of a CSV file: its cells by column name, and where it stands. */
export interface CsvRow {
  /** Line of the file that the row begins in; the header is line 1. */
  line: number
  record: Record<string, string>
  /** What is wrong with the row's shape; null when its cells are those of the header. */
  fault: string | null
}

/**
 * Reads a CSV file (UTF-8, RFC 4180, with a header) row by row in bounded memory. Blank lines are
 * passed over; cells are kept as they are written, names of columns are trimmed.
 *
 * Errors: CSV_HEADER_INVALID before the first row. A file that passed `checkTextFile` gives no
 * other; one that did not may end in FILE_TRUNCATED, FILE_ROW_TOO_LONG or CSV_QUOTE_INVALID after
 * rows were given.
 */
export async function* readCsv(path: string, options: CsvOptions = {}): AsyncGenerator<CsvRow> {
  let columns: string[] | undefined
  let line = 1
  for await (const cells of rowsOf(path, options)) {
    const startsAt = line
    line += 1 + lineBreaksIn(cells)
    if (cells.length === 1 && cells[0] === '') continue
    if (columns === undefined) {
      columns = toColumns(cells)
      continue
    }
    const record: Record<string, string> = {}
    for (let i = 0; i < columns.length; i++) record[columns[i]!] = cells[i] ?? ''
    const isWhole = cells.length === columns.length
    const fault = isWhole ? null : `has ${cells.length} cells, the header ${columns.length}`
    yield { line: startsAt, record, fault }
  }
  if (columns === undefined) throw new CsvHeaderInvalid({ reason: 'the file has no row' })
}

/** Names of a CSV file's columns. Errors: CSV_HEADER_INVALID. */
export async function readCsvHeader(path: string, options: CsvOptions = {}): Promise<string[]> {
  for await (const cells of rowsOf(path, options)) {
    if (cells.length > 1 || cells[0] !== '') return toColumns(cells)
  }
  throw new CsvHeaderInvalid({ reason: 'the file has no row' })
}

async function* rowsOf(path: string, options: CsvOptions): AsyncGenerator<string[]> {
  const { delimiter = ',', rowBytesMax = rowBytesMaxDefault } = options
  const source = createReadStream(path, { highWaterMark: 1 << 18 })
  // Lines are counted here and not by csv-parse: its `info` makes half a million rows take twice as long.
  const parser = parse({
    bom: true,
    delimiter,
    max_record_size: rowBytesMax,
    record_delimiter: ['\r\n', '\n'],
    relax_column_count: true,
    relax_quotes: true
  })
  source.on('error', (error) => parser.destroy(error))
  try {
    yield* source.pipe(parser) as AsyncIterable<string[]>
  } catch (error) {
    throw error instanceof CsvError ? toFileError(error, rowBytesMax) : error
  } finally {
    source.destroy()
  }
}

function toFileError(error: CsvError, rowBytesMax: number): Error {
  const line = Number(error.lines ?? 0)
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
    return new FileTruncated({ line, reason: 'opens a quote and never closes it' })
  }
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return new FileRowTooLong({ line, limitBytes: rowBytesMax })
  }
  return new CsvQuoteInvalid({ line }, { cause: error })
}

function lineBreaksIn(cells: readonly string[]): number {
  let breaks = 0
  for (const cell of cells) {
    for (let at = cell.indexOf('\n'); at !== -1; at = cell.indexOf('\n', at + 1)) breaks++
  }
  return breaks
}

function toColumns(cells: readonly string[]): string[] {
  const columns = cells.map((cell) => cell.trim())
  const empty = columns.indexOf('')
  if (empty !== -1) throw new CsvHeaderInvalid({ reason: `column ${empty + 1} has no name` })
  const twice = columns.find((column, index) => columns.indexOf(column) !== index)
  if (twice !== undefined) throw new CsvHeaderInvalid({ reason: `${twice} is there twice` })
  if (columns.includes('__proto__')) {
    throw new CsvHeaderInvalid({ reason: '__proto__ is no name for a column' })
  }
  return columns
}
