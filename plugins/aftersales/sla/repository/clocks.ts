import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CaseRow } from '../../cases/tables.ts'
import type { ClocksQueryShape } from '../schema.ts'
import type { SlaCaseRow, SlaClockRow } from '../tables.ts'

/** Clocks of cases, locked until the transaction ends. */
export async function lockClocks(tx: Tx, caseIds: readonly string[]): Promise<SlaClockRow[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update' : '')
  const { rows } = await sql<SlaClockRow>`select * from sla_clocks
    where ${isOneOf(tx, 'caseId', caseIds)} order by id ${lock}`.execute(tx)
  return rows
}

export async function slaCasesOf(tx: Tx, caseIds: readonly string[]): Promise<SlaCaseRow[]> {
  return tx
    .selectFrom('slaCases')
    .selectAll()
    .where(isOneOf(tx, 'caseId', caseIds))
    .execute()
}

export async function casesOf(db: Reader, caseIds: readonly string[]): Promise<CaseRow[]> {
  return db
    .selectFrom('cases')
    .selectAll()
    .where(isOneOf(db, 'id', caseIds))
    .execute()
}

const clockUpdates = [
  ...['state', 'history', 'endedAt', 'workedMs', 'heldMs', 'firstMetAt', 'firstWorkedMs'],
  ...['dueAt', 'warnAt', 'warnedAt', 'breachedAt', 'isBreached', 'nextAt', 'updatedAt']
]

/** Writes clocks, new ones and those that are there: one statement. */
export async function saveClocks(tx: Tx, rows: readonly SlaClockRow[]): Promise<void> {
  const written = rows.map((row) => ({ ...row, updatedAt: tx.now }))
  await insertAll(tx, 'slaClocks', written, { on: ['id'], update: clockUpdates })
}

export async function saveSlaCases(tx: Tx, rows: readonly SlaCaseRow[]): Promise<void> {
  const update = ['lastReplyAt', 'lastCustomerAt', 'isAnswered']
  await insertAll(tx, 'slaCases', rows, { on: ['caseId'], update })
}

/** Clocks that there is something to tell of by now, at most a limit; those that others hold are left to them. */
export async function lockTold(
  tx: Tx,
  { clockId, limit }: { clockId: string | null; limit: number }
): Promise<SlaClockRow[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update skip locked' : '')
  const only = clockId === null ? sql`` : sql`and id = ${clockId}`
  const { rows } = await sql<SlaClockRow>`select * from sla_clocks
    where next_at <= ${tx.now} ${only} order by next_at, id limit ${sql.lit(limit)} ${lock}`.execute(
    tx
  )
  return rows
}

/** A page of the open clocks of a calendar, locked. */
export async function lockOpenClocks(
  tx: Tx,
  { calendarId, after, limit }: { calendarId: string; after: string; limit: number }
): Promise<SlaClockRow[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update' : '')
  const { rows } = await sql<SlaClockRow>`select * from sla_clocks
    where calendar_id = ${calendarId} and state in ('running', 'paused') and id > ${after}
    order by id limit ${sql.lit(limit)} ${lock}`.execute(tx)
  return rows
}

/** Open clocks of cases that a state or the resolution is measured by: what a case's deadline follows from. */
export async function openClocksOf(tx: Tx, caseIds: readonly string[]): Promise<SlaClockRow[]> {
  const { rows } = await sql<SlaClockRow>`select * from sla_clocks
    where ${isOneOf(tx, 'caseId', caseIds)} and state in ('running', 'paused')`.execute(tx)
  return rows
}

export async function clocksOfCase(db: Reader, caseId: string): Promise<SlaClockRow[]> {
  return db.selectFrom('slaClocks').selectAll().where('caseId', '=', caseId).orderBy('id').execute()
}

/** Running clocks with a due time, the next first. */
export async function listDue(db: Reader, query: ClocksQueryShape): Promise<Page<SlaClockRow>> {
  const { limit, after, target, caseId, dueBefore, isBreached } = query
  let rows = db
    .selectFrom('slaClocks')
    .selectAll()
    .where('state', '=', 'running')
    .where('dueAt', 'is not', null)
  if (target !== undefined) rows = rows.where('target', '=', target)
  if (caseId !== undefined) rows = rows.where('caseId', '=', caseId)
  if (dueBefore !== undefined) rows = rows.where('dueAt', '<', dueBefore)
  if (isBreached !== undefined) rows = rows.where('isBreached', '=', Number(isBreached))
  return pageOf(rows, { list: 'sla-clocks', sort: ['dueAt', 'id'], limit, after })
}
