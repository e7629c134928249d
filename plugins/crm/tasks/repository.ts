import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CustomerMove } from '../scope.ts'
import type { TasksQueryShape } from './schema.ts'
import type { CrmTaskRow } from './tables.ts'

/** Inserts tasks, those whose source has not asked before. Returns the ids of those that are new. */
export async function insertTasks(tx: Tx, rows: readonly CrmTaskRow[]): Promise<Set<string>> {
  await insertAll(tx, 'crmTasks', rows, { on: ['sourceId'] })
  const ids = rows.map(({ id }) => id)
  const there = await tx
    .selectFrom('crmTasks')
    .select('id')
    .where(isOneOf(tx, 'id', ids))
    .execute()
  return new Set(there.map(({ id }) => id))
}

export async function findTask(db: Reader, id: string): Promise<CrmTaskRow | undefined> {
  return db.selectFrom('crmTasks').selectAll().where('id', '=', id).executeTakeFirst()
}

export async function taskOfSource(db: Reader, sourceId: string): Promise<CrmTaskRow | undefined> {
  return db.selectFrom('crmTasks').selectAll().where('sourceId', '=', sourceId).executeTakeFirst()
}

/** A task, locked until the transaction ends. */
export async function lockTask(tx: Tx, id: string): Promise<CrmTaskRow | undefined> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<CrmTaskRow>`select * from crm_tasks where id = ${id} ${lock}`.execute(
    tx
  )
  return rows[0]
}

export async function saveTask(tx: Tx, { id, ...row }: CrmTaskRow): Promise<void> {
  await tx.updateTable('crmTasks').set(row).where('id', '=', id).execute()
}

/** One page of tasks, those that are due first: one query. */
export function listTasks(db: Reader, query: TasksQueryShape): Promise<Page<CrmTaskRow>> {
  const { limit, after, state, assignee, customerId, dueFrom, dueBefore } = query
  let rows = db.selectFrom('crmTasks').selectAll()
  if (state) rows = rows.where('state', '=', state)
  if (assignee) rows = rows.where('assignee', '=', assignee)
  if (customerId) rows = rows.where('customerId', '=', customerId)
  if (dueFrom) rows = rows.where('dueAt', '>=', dueFrom)
  if (dueBefore) rows = rows.where('dueAt', '<', dueBefore)
  return pageOf(rows, { list: 'tasks', sort: ['dueAt', 'id'], limit, after })
}

/** Marks open tasks that are overdue and that nobody was told of, at most a limit. Returns them. */
export async function noticeOverdue(tx: Tx, limit: number): Promise<CrmTaskRow[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update skip locked' : '')
  const { rows } = await sql<CrmTaskRow>`update crm_tasks set overdue_at = ${tx.now}
    where id in (select id from crm_tasks
      where state = 'open' and overdue_at is null and due_at < ${tx.now}
      order by due_at, id limit ${sql.lit(limit)} ${lock})
    returning *`.execute(tx)
  return rows
}

/** Reckons the tasks of members to another customer. */
export async function moveTasks(
  tx: Tx,
  { fromId, intoId, memberIds }: CustomerMove
): Promise<void> {
  await tx
    .updateTable('crmTasks')
    .set({ customerId: intoId })
    .where('customerId', '=', fromId)
    .where(isOneOf(tx, 'memberId', memberIds))
    .execute()
}

export async function tasksOf(db: Reader, memberIds: readonly string[]): Promise<CrmTaskRow[]> {
  return db
    .selectFrom('crmTasks')
    .selectAll()
    .where(isOneOf(db, 'memberId', memberIds))
    .orderBy('id')
    .execute()
}

/** Takes what was written about erased members away, and cancels what is open. */
export async function forgetTasks(tx: Tx, memberIds: readonly string[]): Promise<void> {
  const isTheirs = isOneOf(tx, 'memberId', memberIds)
  await tx
    .updateTable('crmTasks')
    .set({ title: '(erased)', note: null, outcome: null, everyDays: null })
    .where(isTheirs)
    .execute()
  await tx
    .updateTable('crmTasks')
    .set({
      ...{ state: 'canceled', closedAt: tx.now, closedBy: tx.origin.actor, updatedAt: tx.now },
      version: sql`version + 1`
    })
    .where(isTheirs)
    .where('state', '=', 'open')
    .execute()
}
