import { ShopkeeperError } from '#core/errors'
import { checkTextFile } from '#core/files/check'
import { readCsv, readCsvHeader } from '#core/files/read-csv'
import { readNdjson } from '#core/files/read-ndjson'
import type { SpooledFile } from '#core/files/spool'
import type { Origin } from '#core/transaction'
import { writeTable } from '../../files/text-file.ts'
import type { ReportingScope } from '../../scope.ts'
import { TrafficCheck } from '../check.ts'
import { TrafficFileTooLong, TrafficMappingInvalid } from '../errors.ts'
import type { TrafficStatement } from '../figures.ts'
import { takeTraffic } from '../take.ts'
import type { TrafficMappingShape } from './mapping.ts'
import { readNdjsonRow } from './read-ndjson-row.ts'
import { readRow } from './read-row.ts'

/** Rows of one transaction, and those of the day that it ends with. */
const pageRows = 500
const errorsMax = 1000

export interface TrafficReport {
  rows: number
  created: number
  updated: number
  unchanged: number
  rejected: number
  errors: { line: number; column: string; reason: string }[]
}

/** A file of figures and how it is read; without a mapping it is NDJSON. */
export interface TrafficFile {
  file: SpooledFile
  mapping: TrafficMappingShape | null
  origin: Origin
}

/**
 * Takes in a file of figures; bad rows are reported, the good ones go in. The same file again changes nothing. Rows are
 * taken by channel and day, so that what is derived of a day is derived once.
 *
 * Errors: those of core/files, TRAFFIC_MAPPING_INVALID for a column that the file lacks, TRAFFIC_FILE_TOO_LONG.
 */
export async function importTraffic(
  scope: ReportingScope,
  { file, mapping, origin }: TrafficFile
): Promise<TrafficReport> {
  const { ctx } = scope
  const report: TrafficReport = {
    ...{ rows: 0, created: 0, updated: 0, unchanged: 0, rejected: 0, errors: [] }
  }
  const check = await TrafficCheck.of(ctx.db, scope)
  const good: TrafficStatement[] = []
  const rowsMax = ctx.options.traffic.importMaxRows
  for await (const { line, read } of rowsOf(scope, file, mapping)) {
    report.rows++
    if (report.rows > rowsMax) throw new TrafficFileTooLong({ rowsMax })
    try {
      const statement = read()
      check.assert(statement)
      good.push(statement)
    } catch (error) {
      if (!(error instanceof ShopkeeperError) || error.status >= 500) throw error
      report.rejected++
      const { field = 'row', reason = error.message } = error.fields as Record<string, string>
      if (report.errors.length < errorsMax) report.errors.push({ line, column: field, reason })
    }
  }
  for (const page of pagesOf(good)) {
    const taken = await ctx.transaction((tx) => takeTraffic(tx, scope, page, 'import'), origin)
    for (const { result } of taken) report[result]++
  }
  return report
}

/** A row of a file; reading it may throw what is wrong with it. */
interface FileRow {
  line: number
  read(): TrafficStatement
}

async function* rowsOf(
  { ctx }: ReportingScope,
  { path }: SpooledFile,
  mapping: TrafficMappingShape | null
): AsyncGenerator<FileRow> {
  const maxBytes = ctx.options.traffic.importMaxBytes
  const { currency } = ctx.shop
  if (mapping === null) {
    await checkTextFile(path, { format: 'ndjson', maxBytes })
    for await (const row of readNdjson(path)) {
      yield { line: row.line, read: () => readNdjsonRow(row, currency) }
    }
    return
  }
  const { delimiter, skipLines, commentPrefix = null } = mapping
  const table = `${path}.table`
  await writeTable(path, { to: table, skipLines, commentPrefix })
  await checkTextFile(table, { format: 'csv', maxBytes: maxBytes * 4, delimiter })
  assertColumns(await readCsvHeader(table, { delimiter }), mapping)
  for await (const row of readCsv(table, { delimiter })) {
    yield { line: row.line, read: () => readRow(row, mapping, currency) }
  }
}

/** A column that a mapping names must be there; of the plain one only those that a row cannot do without. */
function assertColumns(header: readonly string[], { columns, defaults }: TrafficMappingShape) {
  const isPlain = Object.entries(columns).every(([field, column]) => field === column)
  for (const [field, column] of Object.entries(columns)) {
    const isNeeded = field === 'day' || (field === 'channelId' && !defaults.channelId)
    if (header.includes(column) || (isPlain && !isNeeded)) continue
    const reason = `the file has no column ${JSON.stringify(column)}`
    throw new TrafficMappingInvalid({ field: `columns.${field}`, reason })
  }
}

/** Pages of whole days. */
function* pagesOf(statements: TrafficStatement[]): Generator<TrafficStatement[]> {
  const dayOf = ({ channelId, dayOn }: TrafficStatement) => `${dayOn} ${channelId}`
  const sorted = statements.sort((a, b) => (dayOf(a) < dayOf(b) ? -1 : dayOf(a) > dayOf(b) ? 1 : 0))
  let page: TrafficStatement[] = []
  for (const statement of sorted) {
    const last = page.at(-1)
    if (page.length >= pageRows && last && dayOf(last) !== dayOf(statement)) {
      yield page
      page = []
    }
    page.push(statement)
  }
  if (page.length > 0) yield page
}
