import { sql } from 'kysely'
import { rowsFrom } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { JobRow } from './tables.ts'

/** Names one run of a job. A run that was taken over meanwhile settles nothing: its claim is not the last. */
export type Held = Pick<JobRow, 'id' | 'claims'>

/** How one run of a job ended. */
export type Outcome =
  | { kind: 'done' }
  /** Tried again at `runAt`; `attempt` is what counts from now on. */
  | { kind: 'retry'; runAt: Instant; attempt: number; error: string | null }
  | { kind: 'dead'; error: string }
  | { kind: 'canceled' }

export interface Settlement extends Held {
  outcome: Outcome
}

const heldColumns = { id: 'text', claims: 'integer' } as const
const isHeld = sql`jobs.id = ended.id and jobs.claims = ended.claims and jobs.state = 'running'`

/**
 * Records how runs ended, one or two statements a kind.
 *
 * Shape: ids of those that are dead letters now; a run that no longer holds its job changes nothing.
 */
export async function settle(tx: Tx, settlements: readonly Settlement[]): Promise<Set<string>> {
  const rows = settlements.map(({ id, claims, outcome }) => ({
    id,
    claims,
    kind: outcome.kind,
    runAt: outcome.kind === 'retry' ? outcome.runAt : null,
    attempt: outcome.kind === 'retry' ? outcome.attempt : null,
    error: 'error' in outcome ? outcome.error : null
  }))
  const done = rows.filter((row) => row.kind === 'done')
  if (done.length > 0) {
    await sql`delete from jobs where state = 'running' and (id, claims) in
      (select id, claims from ${rowsFrom(tx, 'ended', heldColumns, done)})`.execute(tx)
  }
  await retry(
    tx,
    rows.filter((row) => row.kind === 'retry')
  )
  const ended = rows.filter((row) => row.kind === 'dead' || row.kind === 'canceled')
  if (ended.length === 0) return new Set()
  const source = rowsFrom(tx, 'ended', { ...heldColumns, kind: 'text', error: 'text' }, ended)
  const changed = await sql<{ id: string; state: string }>`
    update jobs set state = ended.kind, error = coalesce(ended.error, jobs.error), finished_at = ${tx.now},
      worker = null, lease_until = null
    from ${source} where ${isHeld} returning jobs.id, jobs.state`.execute(tx)
  return new Set(changed.rows.filter(({ state }) => state === 'dead').map(({ id }) => id))
}

interface Retry extends Held {
  runAt: Instant | null
  attempt: number | null
  error: string | null
}

/** Puts jobs back. One that somebody wants to stop stops; one whose key has a newer job waiting is superfluous. */
async function retry(tx: Tx, rows: readonly Retry[]): Promise<void> {
  if (rows.length === 0) return
  const columns = { ...heldColumns, runAt: 'text', attempt: 'integer', error: 'text' } as const
  await sql`update jobs set run_at = ended.run_at, attempt = ended.attempt, error = ended.error, worker = null,
      lease_until = null,
      state = case when jobs.cancel_requested = 1 then 'canceled' when ended.run_at > ${tx.now} then 'delayed'
        else 'ready' end,
      finished_at = case when jobs.cancel_requested = 1 then ${tx.now} end
    from ${rowsFrom(tx, 'ended', columns, rows)}
    where ${isHeld} and (jobs.dedupe_key is null or not exists (
      select 1 from jobs newer where newer.dedupe_key = jobs.dedupe_key
        and newer.state in ('delayed', 'ready', 'handed')))`.execute(tx)
  await sql`delete from jobs where state = 'running' and (id, claims) in
    (select id, claims from ${rowsFrom(tx, 'ended', heldColumns, rows)})`.execute(tx)
}

/** Ends a job inside the transaction that has its effect. False: another worker has it now. */
export async function finishHeld(tx: Tx, { id, claims }: Held): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from jobs
    where id = ${id} and claims = ${claims} and state = 'running'`.execute(tx)
  return numAffectedRows === 1n
}

export interface Heartbeat extends Held {
  progressDone: number | null
  progressTotal: number | null
}

/**
 * Prolongs leases and writes progress. Shape: the jobs that are still held, and whether each should stop.
 *
 * A row that is locked is skipped, not waited for: its own run is completing it, and the leases of the other runs must
 * not depend on how long that takes.
 */
export async function beat(
  tx: Tx,
  leaseUntil: Instant,
  beats: readonly Heartbeat[]
): Promise<Map<string, { cancelRequested: number }>> {
  const columns = { ...heldColumns, progressDone: 'integer', progressTotal: 'integer' } as const
  const skippingLocked = sql.raw(tx.dialect === 'postgres' ? 'for update of jobs skip locked' : '')
  await sql`update jobs set lease_until = ${leaseUntil}, progress_done = ended.progress_done,
      progress_total = ended.progress_total
    from ${rowsFrom(tx, 'ended', columns, beats)}
    where ${isHeld} and jobs.id in (
      select jobs.id from jobs join ${rowsFrom(tx, 'ended', heldColumns, beats)} on ${isHeld}
      ${skippingLocked})`.execute(tx)
  const held = await sql<{ id: string; cancelRequested: number }>`
    select jobs.id, jobs.cancel_requested
    from jobs join ${rowsFrom(tx, 'ended', heldColumns, beats)} on ${isHeld}`.execute(tx)
  return new Map(held.rows.map((row) => [row.id, row]))
}

/** Jobs whose worker has gone silent. One that is locked is being completed at this moment. */
export async function expiredLeases(tx: Tx, limit: number): Promise<JobRow[]> {
  const silent = tx
    .selectFrom('jobs')
    .selectAll()
    .where(sql<boolean>`state = 'running'`)
    .where('leaseUntil', '<', tx.now)
    .limit(limit)
  return (tx.dialect === 'postgres' ? silent.forUpdate().skipLocked() : silent).execute()
}
