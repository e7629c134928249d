import { type Cell as CsvCell, writeCsv } from '#core/files/write-csv'
import { formatAmount } from '#core/money'
import type { CellUnit, Language, ReportDocument } from '../document.ts'
import { type Sheet, type SheetCell, sheetsOf, unitOf } from './sheets.ts'

/** Spreadsheets take a file without it for one in the local encoding, and spoil Chinese. */
const byteOrderMark = '\uFEFF'
/** Of a report with several sections: one row a figure, which any program can sort and filter. */
const longColumns = ['section', 'item', 'column', 'value', 'unit'] as const

/**
 * A report as CSV, UTF-8 with a mark. One section: its table, columns by name. Several: `section,item,column,value,unit`,
 * a row a figure; `section` picks one of them instead. Money is a plain decimal number in the currency's major unit, ratios
 * are numbers; formulas in texts are disarmed. Null: the report has no such section.
 */
export async function csvOf(
  document: ReportDocument,
  { language, section }: { language: Language; section?: string | undefined }
): Promise<string | null> {
  const sheets = sheetsOf(document, language).filter(({ id }) => (section ?? id) === id)
  if (sheets.length === 0 && section !== undefined) return null
  const { currency } = document
  const parts: string[] = []
  const pieces = sheets.length === 1 ? tableOf(sheets[0]!, currency) : longOf(sheets, currency)
  for await (const piece of pieces) parts.push(piece)
  return byteOrderMark + parts.join('')
}

function tableOf(sheet: Sheet, currency: string | null) {
  const names = sheet.columns.map(({ name }) => name)
  const rows = sheet.rows.map((row) =>
    Object.fromEntries(
      sheet.columns.map((column, index) => {
        const unit = unitOf(row, column)
        return [column.name, plainCell(row.cells[index] ?? null, unit, currency)]
      })
    )
  )
  return writeCsv(names, onePage(rows))
}

function longOf(sheets: readonly Sheet[], currency: string | null) {
  const rows = sheets.flatMap(({ id, columns, rows: held }) =>
    held.flatMap((row) =>
      columns.slice(1).map((column, index) => {
        const unit = unitOf(row, column)
        const value = plainCell(row.cells[index + 1] ?? null, unit, currency)
        const item = row.cells[0]
        return { section: id, item, column: column.name, value, unit: nameOf(unit, currency) }
      })
    )
  )
  return writeCsv(longColumns, onePage(rows))
}

function nameOf(unit: CellUnit, currency: string | null): string {
  return unit === 'money' ? (currency ?? unit) : unit
}

async function* onePage<Row>(rows: readonly Row[]): AsyncGenerator<readonly Row[]> {
  yield rows
}

function plainCell(value: SheetCell, unit: CellUnit, currency: string | null): CsvCell {
  if (typeof value !== 'number' || unit !== 'money' || currency === null) return value
  return Number(formatAmount(value, currency))
}
