import { readFile } from 'node:fs/promises'
import { CsvHeaderInvalid } from '#core/files/errors'
import { SheetInvalid, SheetTooLarge } from '../errors.ts'
import type { FileRow } from '../mappings/mapping.ts'
import type { Table } from './table.ts'
import { unzip, zipStored } from './zip.ts'

export interface WorkbookLimits {
  bytesMax: number
  rowsMax: number
  /** What the account's numbers have between units and fractions: numbers are written so too. */
  decimal: '.' | ','
}

/**
 * Opens the first sheet of an XLSX file as a table; its first row names the columns.
 *
 * A workbook is an archive that may unpack to thousands of times its size. So it is unpacked here
 * within a limit first, and the reader gets those parts alone, packed without compression: nothing
 * is left that could grow.
 * Errors: SHEET_INVALID, SHEET_TOO_LARGE, CSV_HEADER_INVALID.
 */
export async function openWorkbook(path: string, limits: WorkbookLimits): Promise<Table> {
  const { bytesMax, rowsMax, decimal } = limits
  const isPart = (name: string) => name.endsWith('.xml') || name.endsWith('.rels')
  const parts = unzip(await readFile(path), { bytesMax, wanted: isPart })
  for (const [name, xml] of parts) {
    if (name.startsWith('xl/worksheets/')) assertSmall(xml.toString('latin1'), rowsMax)
  }
  // Loaded here: most shops never open a workbook.
  const { InvalidInputError, readSheet } = await import('read-excel-file/node')
  const sheet = await readSheet(zipStored(parts)).catch((error: unknown) => {
    const reason = error instanceof InvalidInputError ? error.message : 'its sheets are damaged'
    throw new SheetInvalid({ reason }, { cause: error })
  })
  const cells = sheet as unknown as Cell[][]
  const columns = toColumns(cells[0] ?? [])
  const held = cells.slice(1).flatMap((row, index) => {
    const texts = columns.map((_, column) => toText(row[column] ?? null, decimal))
    const isEmpty = texts.every((text) => text === '')
    return isEmpty ? [] : [toRow(columns, texts, index + 2)]
  })
  return { columns, rows: () => held }
}

type Cell = string | number | boolean | Date | null

const columnsMax = 702

/**
 * Refuses a sheet with a cell far out: a few bytes can name row 1,048,576, and the reader fills in
 * all that is before it.
 */
function assertSmall(xml: string, rowsMax: number): void {
  for (const [, letters = '', row] of xml.matchAll(
    /<(?:\w+:)?(?:c|row)\s[^>]*?\br="([A-Z]*)(\d+)"/g
  )) {
    if (Number(row) > rowsMax + 1) throw new SheetTooLarge({ what: 'rows', limit: rowsMax })
    if (letters.length > 2) throw new SheetTooLarge({ what: 'columns', limit: columnsMax })
  }
}

function toColumns(cells: readonly Cell[]): string[] {
  const columns = cells.map((cell) => String(cell ?? '').trim())
  const empty = columns.indexOf('')
  if (empty !== -1) throw new CsvHeaderInvalid({ reason: `column ${empty + 1} has no name` })
  const twice = columns.find((column, index) => columns.indexOf(column) !== index)
  if (twice !== undefined) throw new CsvHeaderInvalid({ reason: `${twice} is there twice` })
  if (columns.length === 0) throw new CsvHeaderInvalid({ reason: 'the sheet has no row' })
  return columns
}

function toRow(columns: readonly string[], texts: readonly string[], line: number): FileRow {
  const cells = columns.map((column, index) => [column, texts[index]!])
  return { line, record: Object.fromEntries(cells) as Record<string, string>, fault: null }
}

/**
 * A workbook keeps the time on the wall as if it were UTC, in days with fractions: the nearest
 * second is meant.
 */
function toText(cell: Cell, decimal: '.' | ','): string {
  if (cell === null) return ''
  if (cell instanceof Date) {
    const ms = Math.round(cell.getTime() / 1000) * 1000
    return Number.isNaN(ms) ? 'no date' : new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
  }
  if (typeof cell === 'number') return String(cell).replace('.', decimal)
  return String(cell)
}
