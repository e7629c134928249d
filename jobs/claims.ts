import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { JobRow, JobState } from './tables.ts'

/** Most delayed jobs that become ready in one statement. */
const promotedMax = 1000

/** When the next delayed job is due, or null. */
export async function nextDelayedAt(db: Reader): Promise<Instant | null> {
  const result = await sql<{ runAt: Instant | null }>`
    select min(run_at) as run_at from jobs where state = 'delayed'`.execute(db)
  return result.rows[0]?.runAt ?? null
}

/** Makes delayed jobs ready whose time has come; returns how many. */
export async function promoteDue(tx: Tx): Promise<number> {
  const due = sql`select id from jobs where state = 'delayed' and run_at <= ${tx.now}
    order by run_at limit ${promotedMax} ${skippingLocked(tx)}`
  const promoted = await sql`update jobs set state = 'ready' where ${isAmong(tx, due)}`.execute(tx)
  return Number(promoted.numAffectedRows ?? 0n)
}

/** Queues with jobs in a state, and the name of one job of each. Jumps from queue to queue along the index. */
export async function queuesIn(
  db: Reader,
  state: 'ready' | 'handed'
): Promise<{ queue: string; name: string }[]> {
  const isState = stateIs(state)
  const result = await sql<{ queue: string; name: string }>`
    with recursive found (queue) as (
      select min(queue) from jobs where ${isState}
      union all
      select (select min(queue) from jobs where ${isState} and queue > found.queue)
      from found where found.queue is not null)
    select queue, (select name from jobs where ${isState} and jobs.queue = found.queue limit 1) as name
    from found where queue is not null`.execute(db)
  return result.rows.filter(({ name }) => name !== null)
}

/** A worker's wish for jobs of one queue. */
export interface Claim {
  queue: string
  /** `handed` for those that a queue product has a ticket for. */
  from: 'ready' | 'handed'
  limit: number
  worker: string
  leaseUntil: Instant
}

/** Takes jobs for a worker, most urgent first. */
export async function claim(
  tx: Tx,
  { queue, from, limit, worker, leaseUntil }: Claim
): Promise<JobRow[]> {
  const claimed = await sql<JobRow>`
    update jobs set state = 'running', worker = ${worker}, lease_until = ${leaseUntil}, attempt = attempt + 1,
      claims = claims + 1
    where ${isAmong(tx, nextOf(tx, queue, from, limit))}
    returning *`.execute(tx)
  return claimed.rows.sort(
    (a, b) => a.priority - b.priority || compare(a.runAt, b.runAt) || compare(a.id, b.id)
  )
}

/** What tickets of a queue product are named after. */
export type Handed = Pick<JobRow, 'id' | 'claims'>

/** Marks the most urgent jobs of a queue as handed out. */
export async function handOut(tx: Tx, queue: string, limit: number): Promise<Handed[]> {
  const handed = await sql<Handed>`
    update jobs set state = 'handed' where ${isAmong(tx, nextOf(tx, queue, 'ready', limit))}
    returning id, claims`.execute(tx)
  return handed.rows.sort((a, b) => compare(a.id, b.id))
}

/** Those handed out of a queue that are least urgent. */
export async function lastHanded(db: Reader, queue: string, limit: number): Promise<Handed[]> {
  const result =
    await sql<Handed>`select id, claims from jobs where state = 'handed' and queue = ${queue}
    order by priority desc, run_at desc, id desc limit ${limit}`.execute(db)
  return result.rows
}

/** How many jobs of a queue are in any of the states. */
export async function countIn(db: Reader, queue: string, ...states: JobState[]): Promise<number> {
  const counts = states.map(
    (state) => sql`(select count(*) from jobs where ${stateIs(state)} and queue = ${queue})`
  )
  const result = await sql<{
    total: number
  }>`select ${sql.join(counts, sql` + `)} as total`.execute(db)
  return result.rows[0]?.total ?? 0
}

/**
 * Makes this transaction the only one that decides how many jobs of a queue may run, so that a limit over all
 * processes holds. SQLite has one writer at a time anyway.
 */
export async function lockQueue(tx: Tx, queue: string): Promise<void> {
  if (tx.dialect === 'sqlite') return
  await sql`select pg_advisory_xact_lock(hashtext('jobs of ' || current_schema() || ' ' || ${queue}))`.execute(
    tx
  )
}

/** The next jobs of a queue. One whose key is running stays: two of a key never run at once. */
function nextOf(
  tx: Tx,
  queue: string,
  state: 'ready' | 'handed',
  limit: number
): RawBuilder<unknown> {
  return sql`select id from jobs where ${stateIs(state)} and queue = ${queue}
    and (dedupe_key is null or not exists (
      select 1 from jobs busy where busy.state = 'running' and busy.dedupe_key = jobs.dedupe_key))
    order by priority, run_at, id limit ${limit} ${skippingLocked(tx)}`
}

/** The state is part of the text: an index with a condition serves only a query that states it. */
function stateIs(state: JobState): RawBuilder<boolean> {
  return sql.raw<boolean>(`state = '${state}'`)
}

/** Postgres may run a subquery with a lock and a limit more than once, unless it is an array. */
function isAmong(tx: Tx, ids: RawBuilder<unknown>): RawBuilder<boolean> {
  return tx.dialect === 'postgres'
    ? sql<boolean>`id = any(array(${ids}))`
    : sql<boolean>`id in (${ids})`
}

function skippingLocked(tx: Tx): RawBuilder<unknown> {
  return sql.raw(tx.dialect === 'postgres' ? 'for update skip locked' : '')
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
