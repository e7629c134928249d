import { checkTextFile } from '#core/files/check'
import { CsvHeaderInvalid } from '#core/files/errors'
import { readCsv, readCsvHeader } from '#core/files/read-csv'
import { readNdjson } from '#core/files/read-ndjson'
import { type Instant, instantAt } from '#core/time'
import type { Tx } from '#core/transaction'
import { growBatch, lockBatch } from './batches.ts'
import { insertUnique, ownersOf } from './repository.ts'

/** Codes of one transaction. */
const pageRows = 5000
/** Bad rows that a report spells out; the others are only counted. */
const errorsMax = 1000
const rowBytesMax = 1000
const codePattern = /^[A-Za-z0-9][A-Za-z0-9_-]{2,39}$/
/** With an offset: a code does not end at another hour on another machine. */
const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/

/** What an import of codes has come to. */
export interface CodesReport {
  rows: number
  created: number
  /** The promotion has the code already. */
  unchanged: number
  rejected: number
  errors: { line: number; reason: string }[]
}

interface Row {
  line: number
  code: string
  expiresAt: Instant | null
}

interface Source {
  path: string
  format: 'csv' | 'ndjson'
  maxBytes: number
}

/**
 * Imports codes that were made elsewhere, from the columns `code` and `expiresAt`, a page a transaction. Bad rows are
 * reported, the good ones go in; the same file again changes nothing.
 *
 * Errors: NOT_FOUND, COUPONS_NOT_UNIQUE, and whatever is wrong with the file as a whole, before anything is changed.
 */
export async function importCodes(
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  target: { promotionId: string; batch: string },
  source: Source
): Promise<CodesReport> {
  const { path, format, maxBytes } = source
  await checkTextFile(path, { format, maxBytes, rowBytesMax })
  if (format === 'csv') assertColumns(await readCsvHeader(path))
  await transaction((tx) => lockBatch(tx, target.promotionId, target.batch))
  const report: CodesReport = { rows: 0, created: 0, unchanged: 0, rejected: 0, errors: [] }
  let page: Row[] = []
  const flush = async () => {
    await applyPage(transaction, target, page, report)
    page = []
  }
  for await (const row of rowsOf(source)) {
    report.rows++
    if ('reason' in row) reject(report, row)
    else if (page.push(row) === pageRows) await flush()
  }
  if (page.length > 0) await flush()
  return report
}

function assertColumns(columns: readonly string[]): void {
  if (!columns.includes('code')) throw new CsvHeaderInvalid({ reason: 'there is no column code' })
  const unknown = columns.find((column) => column !== 'code' && column !== 'expiresAt')
  if (unknown !== undefined) {
    throw new CsvHeaderInvalid({ reason: `${unknown} is none of code, expiresAt` })
  }
}

async function* rowsOf({
  path,
  format
}: Source): AsyncGenerator<Row | { line: number; reason: string }> {
  if (format === 'csv') {
    for await (const { line, record, fault } of readCsv(path)) {
      yield fault === null ? checkRow(line, record) : { line, reason: fault }
    }
    return
  }
  for await (const { line, value, fault } of readNdjson(path)) {
    const isObject = typeof value === 'object' && value !== null
    if (fault !== null) yield { line, reason: fault }
    else yield isObject ? checkRow(line, value) : { line, reason: 'is no object with a code' }
  }
}

function checkRow(
  line: number,
  { code, expiresAt = null }: { code?: unknown; expiresAt?: unknown }
): Row | { line: number; reason: string } {
  if (typeof code !== 'string' || !codePattern.test(code)) {
    return { line, reason: 'code: 3 to 40 letters, digits, - or _, a letter or digit first' }
  }
  if (expiresAt === null || expiresAt === '') return { line, code, expiresAt: null }
  const ms = typeof expiresAt === 'string' ? Date.parse(expiresAt) : Number.NaN
  if (Number.isNaN(ms) || !instantPattern.test(String(expiresAt))) {
    return { line, reason: 'expiresAt: an instant such as 2026-12-31T16:00:00Z' }
  }
  return { line, code, expiresAt: instantAt(ms) }
}

async function applyPage(
  transaction: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  { promotionId, batch: name }: { promotionId: string; batch: string },
  page: readonly Row[],
  report: CodesReport
): Promise<void> {
  const { created, taken } = await transaction(async (tx) => {
    const batch = await lockBatch(tx, promotionId, name)
    const owners = await ownersOf(
      tx,
      page.map(({ code }) => code)
    )
    const fresh = new Map(
      page
        .filter(({ code }) => !owners.has(code))
        .sort((a, b) => (a.code < b.code ? -1 : 1))
        .map((row) => [row.code, row])
    )
    const created = await insertUnique(tx, { promotionId, batch: name }, [...fresh.values()])
    const made = batch.made + created
    await growBatch(tx, batch, { wanted: made, made })
    tx.audit([
      {
        action: 'coupons.import',
        subjectType: 'promotion',
        subjectId: promotionId,
        after: { batch: name, created }
      }
    ])
    return {
      created,
      taken: page.filter(({ code }) => (owners.get(code) ?? promotionId) !== promotionId)
    }
  })
  for (const { line } of taken) reject(report, { line, reason: 'leads to another promotion' })
  report.created += created
  report.unchanged += page.length - taken.length - created
}

function reject(report: CodesReport, fault: { line: number; reason: string }): void {
  report.rejected++
  if (report.errors.length < errorsMax) report.errors.push(fault)
}
