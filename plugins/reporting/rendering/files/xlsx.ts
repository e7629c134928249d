import type { CellObject, Sheet as XlsxSheet } from 'write-excel-file/node'
import { currencyExponent } from '#core/currency'
import { formatAmount } from '#core/money'
import type { CellUnit, Language, ReportDocument } from '../document.ts'
import { formatSpan } from '../format.ts'
import { type Sheet, type SheetCell, sheetsOf, unitOf } from './sheets.ts'

/**
 * A report as an XLSX workbook, a sheet a section. Figures are numbers with a format: money with the currency's digits,
 * ratios as percent, days as dates; texts are texts, never formulas.
 */
export async function xlsxOf(document: ReportDocument, language: Language): Promise<Buffer> {
  // Loaded here: most processes never write a workbook.
  const { default: writeXlsxFile } = await import('write-excel-file/node')
  const names = new Set<string>()
  const sheets = sheetsOf(document, language).map(
    (sheet): XlsxSheet<never> => ({
      sheet: sheetName(sheet.title, names),
      data: [
        sheet.columns.map(
          ({ title }): CellObject => ({ value: title, type: String, fontWeight: 'bold' })
        ),
        ...[...sheet.rows, ...(sheet.totals ? [{ cells: sheet.totals }] : [])].map((row) =>
          sheet.columns.map((column, index) => {
            return cellOf(row.cells[index] ?? null, unitOf(row, column), document.currency)
          })
        )
      ],
      columns: sheet.columns.map((_, index) => ({ width: columnWidth(sheet, index) })),
      stickyRowsCount: 1
    })
  )
  return writeXlsxFile([about(document, language, names), ...sheets]).toBuffer()
}

/** What the figures are of, so that a workbook that is passed on explains itself. */
function about(document: ReportDocument, language: Language, names: Set<string>): XlsxSheet<never> {
  const { title, shop, period, comparison, zone, currency, headline } = document
  const isChinese = language === 'zh'
  const lines: [string, string][] = [
    [isChinese ? '报表' : 'Report', title[language]],
    [isChinese ? '店铺' : 'Shop', shop],
    [isChinese ? '期间' : 'Period', formatSpan(period, language)],
    ...(comparison
      ? [
          [isChinese ? '对比' : 'Compared with', formatSpan(comparison, language)] as [
            string,
            string
          ]
        ]
      : []),
    [isChinese ? '时区' : 'Zone', zone],
    ...(currency ? [[isChinese ? '货币' : 'Currency', currency] as [string, string]] : []),
    ...(headline ? [[isChinese ? '结论' : 'In short', headline[language]] as [string, string]] : [])
  ]
  return {
    sheet: sheetName(isChinese ? '说明' : 'About', names),
    data: lines.map(([name, value]) => [
      { value: name, type: String, fontWeight: 'bold' },
      { value, type: String }
    ]),
    columns: [{ width: 16 }, { width: 60 }]
  }
}

const nameMax = 31

/** A name that a sheet may have, and that no other has: Excel forbids some signs and more than 31 of them. */
function sheetName(title: string, taken: Set<string>): string {
  const plain =
    title
      .replace(/[\\/?*[\]:'\p{Cc}]/gu, ' ')
      .trim()
      .slice(0, nameMax) || 'Sheet'
  let name = plain
  for (let number = 2; taken.has(name.toLowerCase()); number++) {
    const suffix = ` ${number}`
    name = plain.slice(0, nameMax - suffix.length) + suffix
  }
  taken.add(name.toLowerCase())
  return name
}

function cellOf(value: SheetCell, unit: CellUnit, currency: string | null): CellObject | null {
  if (value === null) return null
  if (typeof value === 'string') {
    const at = unit === 'day' ? new Date(`${value}T00:00:00.000Z`) : null
    if (at && !Number.isNaN(at.getTime())) return { value: at, type: Date, format: 'yyyy-mm-dd' }
    return { value: withoutControls(value), type: String }
  }
  if (unit === 'money' && currency !== null) {
    const digits = currencyExponent(currency)
    const format = digits === 0 ? '#,##0' : `#,##0.${'0'.repeat(digits)}`
    return { value: Number(formatAmount(value, currency)), type: Number, format }
  }
  const format = unit === 'ratio' ? '0.0%' : Number.isInteger(value) ? '#,##0' : '#,##0.00'
  return { value, type: Number, format }
}

/** Characters that XML cannot hold make a workbook that does not open; longer texts than a cell takes as well. */
function withoutControls(text: string): string {
  return text.replace(/[^\P{Cc}\t\n\r]|[\uFFFE\uFFFF]/gu, '').slice(0, 32_767)
}

function columnWidth({ columns, rows }: Sheet, index: number): number {
  const longest = Math.max(
    columns[index]!.title.length,
    ...rows.slice(0, 100).map(({ cells }) => String(cells[index] ?? '').length)
  )
  return Math.min(60, Math.max(10, longest + 2))
}
