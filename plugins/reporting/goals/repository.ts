import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { ReportGoalRow } from './tables.ts'

export function findGoal(db: Reader, id: string): Promise<ReportGoalRow | undefined> {
  return db.selectFrom('reportGoals').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The tree of a goal, locked: whoever changes a part waits for those who change another. */
export async function lockTree(tx: Tx, rootId: string): Promise<ReportGoalRow[]> {
  if (tx.dialect === 'postgres') {
    await sql`select id from report_goals where id = ${rootId} for update`.execute(tx)
  }
  return treeOf(tx, rootId)
}

/** Every goal of a tree, the whole first, parts in their order. */
export function treeOf(db: Reader, rootId: string): Promise<ReportGoalRow[]> {
  return db
    .selectFrom('reportGoals')
    .selectAll()
    .where('rootId', '=', rootId)
    .orderBy('level')
    .orderBy('position')
    .execute()
}

/** Goals that are part of none, the latest first. */
export function listGoals(
  db: Reader,
  {
    metric,
    on,
    ...paging
  }: {
    metric?: string | undefined
    on?: string | undefined
    limit: number
    after?: string | undefined
  }
): Promise<Page<ReportGoalRow>> {
  let query = db.selectFrom('reportGoals').selectAll().where('parentId', 'is', null)
  if (metric) query = query.where('metric', '=', metric)
  if (on) query = query.where('fromOn', '<=', on).where('toOn', '>=', on)
  return pageOf(query, { list: 'goals', sort: ['-fromOn', '-id'], ...paging })
}

export async function insertGoals(tx: Tx, rows: readonly ReportGoalRow[]): Promise<void> {
  await insertAll(tx, 'reportGoals', rows)
}

export async function deleteGoals(tx: Tx, ids: readonly string[]): Promise<void> {
  await sql`delete from report_goals where ${isOneOf(tx, 'id', ids)}`.execute(tx)
}

/** Writes what has changed of goals: target, title and owner; each is a version newer. */
export async function saveGoals(tx: Tx, rows: readonly ReportGoalRow[]): Promise<void> {
  const columns = { id: 'text', title: 'text', owner: 'text', targetUnits: 'integer' } as const
  const changed = rows.map(({ id, title, owner, targetUnits }) => ({
    id,
    title,
    owner,
    targetUnits
  }))
  await sql`
    update report_goals set title = changed.title, owner = changed.owner,
      target_units = changed.target_units, version = report_goals.version + 1, updated_at = ${tx.now}
    from ${rowsFrom(tx, 'changed', columns, changed)}
    where report_goals.id = changed.id`.execute(tx)
}
