import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { RunsQueryShape } from './schema.ts'
import type { ReportRunRow } from './tables.ts'

/** What lists show of a run. */
const summaryColumns = [
  ...(['id', 'seriesId', 'revision', 'definitionId', 'name', 'language'] as const),
  ...(['periodFrom', 'periodTo', 'cause', 'dueAt', 'madeBy', 'madeAt'] as const)
] as const
export type RunSummaryRow = Pick<ReportRunRow, (typeof summaryColumns)[number]>

/** Keeps a run. False: one of its definition is there already that was due then. */
export async function insertRun(tx: Tx, row: ReportRunRow): Promise<boolean> {
  const onConflict = { on: ['definitionId', 'dueAt'], where: 'due_at is not null' }
  return (await insertAll(tx, 'reportRuns', [row], onConflict)) > 0
}

export function findRun(db: Reader, id: string): Promise<ReportRunRow | undefined> {
  return db.selectFrom('reportRuns').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function newestRevision(db: Reader, seriesId: string): Promise<number> {
  const row = await db
    .selectFrom('reportRuns')
    .select(({ fn }) => fn.max('revision').as('revision'))
    .where('seriesId', '=', seriesId)
    .executeTakeFirst()
  return Number(row?.revision ?? 0)
}

/** One page of runs, the newest first: one query. */
export function listRuns(db: Reader, query: RunsQueryShape): Promise<Page<RunSummaryRow>> {
  const { limit, after, definitionId, seriesId } = query
  let rows = db.selectFrom('reportRuns').select(summaryColumns)
  if (definitionId) rows = rows.where('definitionId', '=', definitionId)
  if (seriesId) rows = rows.where('seriesId', '=', seriesId)
  return pageOf(rows, { list: 'reportRuns', sort: ['-madeAt', '-id'], limit, after })
}
