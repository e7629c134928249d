import { readCsv, readCsvHeader } from '#core/files/read-csv'
import { FileColumnsMissing } from '../errors.ts'
import type { FileRow } from '../mappings/mapping.ts'

/**
 * Files up to this size are read once and held; larger ones are read anew for each walk over their
 * rows.
 */
const heldBytesMax = 4 * 1_048_576

/** The rows of a file, to be walked over as often as need be. */
export interface Table {
  columns: readonly string[]
  rows(): AsyncIterable<FileRow> | Iterable<FileRow>
}

export interface CsvFile {
  /** UTF-8 that passed `checkTextFile`. */
  path: string
  sizeBytes: number
  delimiter: string
  rowBytesMax: number
}

/** Opens a CSV file as a table. Errors: CSV_HEADER_INVALID. */
export async function openCsv({ path, sizeBytes, ...options }: CsvFile): Promise<Table> {
  if (sizeBytes > heldBytesMax) {
    return { columns: await readCsvHeader(path, options), rows: () => readCsv(path, options) }
  }
  const held: FileRow[] = []
  for await (const row of readCsv(path, options)) held.push(row)
  // Every row has all columns: asking for the header apart would read a small file twice.
  const columns = held[0] ? Object.keys(held[0].record) : await readCsvHeader(path, options)
  return { columns, rows: () => held }
}

/** Refuses a table without the columns that a mapping needs. Errors: FILE_COLUMNS_MISSING. */
export function assertColumns(table: Table, needed: readonly string[]): void {
  const missing = needed.filter((column) => !table.columns.includes(column))
  if (missing.length === 0) return
  throw new FileColumnsMissing({
    missing: missing.join(', '),
    found: table.columns.join(', ').slice(0, 500)
  })
}
