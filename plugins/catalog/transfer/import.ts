import { checkTextFile } from '#core/files/check'
import { readCsv, readCsvHeader } from '#core/files/read-csv'
import { readNdjson } from '#core/files/read-ndjson'
import type { Tx } from '#core/transaction'
import type { ImportReport, TransferFormat } from '../api.ts'
import { HandleDuplicate, SkuDuplicate } from '../errors.ts'
import { applyPage, type RowOutcome } from './apply.ts'
import { assertColumns, fromCsv } from './csv-columns.ts'
import type { ImportRules } from './merge.ts'
import { type CheckedRow, checkRow } from './row.ts'

/** Rows of one transaction. */
const pageRows = 500

/** Bad rows that a report spells out; the others are only counted. */
const errorsMax = 1000

/** Tries of a page that somebody else's new SKUs collide with. */
const triesMax = 3

export interface ImportParts {
  /** Runs one page's transaction. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  rules: ImportRules
  maxBytes: number
  rowBytesMax: number
  onProgress?: ((report: Readonly<ImportReport>) => void) | undefined
}

/**
 * Imports variants with their products from a file, a page of rows a transaction. Bad rows are
 * reported, the good ones go in. Doing it again changes nothing. Memory: one page, and the SKUs of
 * the file.
 *
 * Errors: whatever is wrong with the file as a whole (core/files/errors.ts), before anything is
 * changed.
 */
export async function importFile(
  path: string,
  format: TransferFormat,
  parts: ImportParts
): Promise<ImportReport> {
  const { maxBytes, rowBytesMax } = parts
  await checkTextFile(path, { format, maxBytes, rowBytesMax })
  if (format === 'csv') assertColumns(await readCsvHeader(path, { rowBytesMax }))
  const report: ImportReport = {
    rows: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    rejected: 0,
    errors: []
  }
  const lineBySku = new Map<string, number>()
  let page: CheckedRow[] = []
  const flush = async () => {
    await applyRows(parts, page, report)
    page = []
    parts.onProgress?.(report)
  }
  for await (const row of rowsOf(path, format, rowBytesMax)) {
    page.push(onlyOnce(row, lineBySku))
    if (page.length === pageRows) await flush()
  }
  if (page.length > 0) await flush()
  return report
}

async function* rowsOf(
  path: string,
  format: TransferFormat,
  rowBytesMax: number
): AsyncGenerator<CheckedRow> {
  if (format === 'csv') {
    for await (const row of readCsv(path, { rowBytesMax })) yield fromCsv(row)
    return
  }
  for await (const { line, value, fault } of readNdjson(path)) {
    if (fault === null) yield checkRow(line, value)
    else yield { line, sku: null, row: null, fault: { column: 'row', reason: fault } }
  }
}

/** Refuses the second row of a SKU: which of the two is meant is for a person to say. */
function onlyOnce(row: CheckedRow, lineBySku: Map<string, number>): CheckedRow {
  if (row.fault !== null) return row
  const first = lineBySku.get(row.sku)
  if (first === undefined) {
    lineBySku.set(row.sku, row.line)
    return row
  }
  const fault = { column: 'sku', reason: `is in line ${first} already` }
  return { line: row.line, sku: row.sku, row: null, fault }
}

async function applyRows(
  { transaction, rules }: ImportParts,
  page: readonly CheckedRow[],
  report: ImportReport
): Promise<void> {
  const good = page.filter((checked) => checked.fault === null)
  const rows = good.map(({ row }) => row)
  const outcomes = await retrying(() => transaction((tx) => applyPage(tx, rules, rows)))
  const byLine = new Map<number, RowOutcome>(good.map(({ line }, at) => [line, outcomes[at]!]))
  for (const { line, sku, fault } of page) {
    const outcome = fault ?? byLine.get(line)!
    report.rows++
    if (typeof outcome === 'string') {
      report[outcome]++
      continue
    }
    report.rejected++
    if (report.errors.length < errorsMax) report.errors.push({ line, sku, ...outcome })
  }
}

async function retrying<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const isRace = error instanceof SkuDuplicate || error instanceof HandleDuplicate
      if (!isRace || attempt === triesMax) throw error
    }
  }
}
