import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CustomerMove } from '../../scope.ts'
import type { AutomationDeedRow, AutomationRunRow } from '../tables.ts'

export async function insertRuns(tx: Tx, rows: readonly AutomationRunRow[]): Promise<void> {
  await insertAll(tx, 'automationRuns', rows)
}

interface Asked {
  automationIds: readonly string[]
  customerIds: readonly string[]
}

/** When customers last entered automations, by `automationId customerId`. */
export async function lastEntries(
  db: Reader,
  { automationIds, customerIds }: Asked
): Promise<Map<string, string>> {
  const { rows } = await sql<{ automationId: string; customerId: string; last: string }>`
    select automation_id, customer_id, max(entered_at) as last from automation_runs
    where ${isOneOf(db, 'customer_id', customerIds)} and ${isOneOf(db, 'automation_id', automationIds)}
    group by automation_id, customer_id`.execute(db)
  return new Map(
    rows.map(({ automationId, customerId, last }) => [`${automationId} ${customerId}`, last])
  )
}

/** What has let customers enter before, as `automationId customerId sourceId`: those of these sources. */
export async function takenSources(
  db: Reader,
  { automationIds, customerIds, sources }: Asked & { sources: readonly string[] }
): Promise<Set<string>> {
  const { rows } = await sql<{ automationId: string; customerId: string; sourceId: string }>`
    select automation_id, customer_id, source_id from automation_runs
    where ${isOneOf(db, 'customer_id', customerIds)} and ${isOneOf(db, 'automation_id', automationIds)}
      and ${isOneOf(db, 'source_id', sources)}`.execute(db)
  return new Set(rows.map((row) => `${row.automationId} ${row.customerId} ${row.sourceId}`))
}

/** Automations with runs that are due, or, archived, with any that still go on. */
export async function automationsToRun(
  db: Reader,
  now: string
): Promise<{ id: string; isArchived: boolean }[]> {
  const { rows } = await sql<{ id: string; state: string }>`
    select id, state from automations where
      (state = 'active' and exists (select 1 from automation_runs as run
        where run.automation_id = automations.id and run.state = 'running' and run.due_at <= ${now}))
      or (state = 'archived' and exists (select 1 from automation_runs as run
        where run.automation_id = automations.id and run.state = 'running'))
    order by id`.execute(db)
  return rows.map(({ id, state }) => ({ id, isArchived: state === 'archived' }))
}

/** Runs of an automation that are due, those that are due first; a page. */
export async function dueRuns(
  db: Reader,
  { automationId, now, limit }: { automationId: string; now: string; limit: number }
): Promise<{ id: string; customerId: string }[]> {
  return db
    .selectFrom('automationRuns')
    .select(['id', 'customerId'])
    .where('automationId', '=', automationId)
    .where('state', '=', 'running')
    .where('dueAt', '<=', now)
    .orderBy('dueAt')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** Those of these runs that are still due, locked until the transaction ends. */
export async function lockDueRuns(tx: Tx, ids: readonly string[]): Promise<AutomationRunRow[]> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<AutomationRunRow>`select * from automation_runs
    where ${isOneOf(tx, 'id', ids)} and state = 'running' and due_at <= ${tx.now}
    order by id ${lock}`.execute(tx)
  return rows
}

/** Writes where runs are now. */
export async function saveRuns(tx: Tx, rows: readonly AutomationRunRow[]): Promise<void> {
  const update = ['state', 'reason', 'step', 'dueAt', 'attempts', 'brought', 'finishedAt']
  await insertAll(tx, 'automationRuns', rows, { on: ['id'], update })
}

/** Writes down what was done; a step of a run that was done before is an error. */
export async function insertDeeds(tx: Tx, rows: readonly AutomationDeedRow[]): Promise<void> {
  await insertAll(tx, 'automationDeeds', rows)
}

/** Which of these runs' customers have placed an order that counts since they entered. */
export async function boughtSince(db: Reader, runIds: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ id: string }>`select run.id from automation_runs as run
    where ${isOneOf(db, 'run.id', runIds)} and exists (select 1 from crm_order_facts as fact
      where fact.customer_id = run.customer_id and fact.counts = 1 and fact.orders = 1
        and fact.placed_at > run.entered_at)`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** Ends runs that go on, of customers or of an automation. Returns them; at most a limit. */
export async function stopRuns(
  tx: Tx,
  {
    column,
    ids,
    reason,
    limit
  }: { column: 'memberId' | 'automationId'; ids: readonly string[]; reason: string; limit: number }
): Promise<AutomationRunRow[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update' : '')
  const { rows } = await sql<AutomationRunRow>`update automation_runs
    set state = 'stopped', reason = ${reason}, step = null, due_at = null, finished_at = ${tx.now}
    where id in (select id from automation_runs
      where ${isOneOf(tx, column, ids)} and state = 'running' order by id limit ${limit} ${lock})
    returning *`.execute(tx)
  return rows
}

/** Reckons the runs of members to another customer. */
export async function moveRuns(tx: Tx, { fromId, intoId, memberIds }: CustomerMove): Promise<void> {
  await tx
    .updateTable('automationRuns')
    .set({ customerId: intoId })
    .where('customerId', '=', fromId)
    .where(isOneOf(tx, 'memberId', memberIds))
    .execute()
}

/**
 * Ends runs that these members have brought to a customer who is on the way through the same automation anyway: nobody
 * is written to twice because two accounts are one.
 */
export async function stopTwice(
  tx: Tx,
  { intoId, memberIds }: CustomerMove
): Promise<AutomationRunRow[]> {
  const { rows } = await sql<AutomationRunRow>`update automation_runs
    set state = 'stopped', reason = 'merged', step = null, due_at = null, finished_at = ${tx.now}
    where customer_id = ${intoId} and state = 'running' and ${isOneOf(tx, 'member_id', memberIds)}
      and exists (select 1 from automation_runs as other
        where other.customer_id = ${intoId} and other.automation_id = automation_runs.automation_id
          and other.state in ('running', 'heldOut')
          and not (${isOneOf(tx, 'other.member_id', memberIds)}))
    returning *`.execute(tx)
  return rows
}

/** Takes what events and steps have brought off the runs of erased members. */
export async function forgetBrought(tx: Tx, memberIds: readonly string[]): Promise<void> {
  await tx
    .updateTable('automationRuns')
    .set({ brought: '{}' })
    .where(isOneOf(tx, 'memberId', memberIds))
    .execute()
}

/** Runs of members, the oldest first. */
export async function runsOf(
  db: Reader,
  memberIds: readonly string[]
): Promise<AutomationRunRow[]> {
  return db
    .selectFrom('automationRuns')
    .selectAll()
    .where(isOneOf(db, 'memberId', memberIds))
    .orderBy('id')
    .execute()
}

/** What was done for runs, in order. */
export async function deedsOf(db: Reader, runIds: readonly string[]): Promise<AutomationDeedRow[]> {
  return db
    .selectFrom('automationDeeds')
    .selectAll()
    .where(isOneOf(db, 'runId', runIds))
    .orderBy('runId')
    .orderBy('place')
    .execute()
}
