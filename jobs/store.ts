import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf, rowsFrom } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { JobRow } from './tables.ts'

/** Queues with jobs in a state, and the name of one job of each. Jumps from queue to queue along the index. */
export async function queuesIn(
  db: Reader,
  state: 'ready' | 'handed'
): Promise<{ queue: string; name: string }[]> {
  // The state is part of the text: an index with a condition serves only a query that states it.
  const inState = sql.raw(`state = '${state}'`)
  const result = await sql<{ queue: string; name: string }>`
    with recursive found (queue) as (
      select min(queue) from jobs where ${inState}
      union all
      select (select min(queue) from jobs where ${inState} and queue > found.queue)
      from found where found.queue is not null)
    select queue, (select name from jobs where ${inState} and jobs.queue = found.queue limit 1) as name
    from found where queue is not null`.execute(db)
  return result.rows
}

/** Takes up to `limit` due jobs of a queue for a worker, most urgent first. */
export async function claimDue(
  tx: Tx,
  {
    queue,
    worker,
    limit,
    leaseUntil
  }: { queue: string; worker: string; limit: number; leaseUntil: Instant }
): Promise<JobRow[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update skip locked' : '')
  const claimed = await sql<JobRow>`
    update jobs set state = 'running', worker = ${worker}, lease_until = ${leaseUntil}, attempt = attempt + 1
    where id in (
      select id from jobs where state = 'ready' and queue = ${queue} and run_at <= ${tx.now}
      order by priority, run_at, id limit ${limit} ${lock})
    returning *`.execute(tx)
  return claimed.rows.sort((a, b) => a.priority - b.priority || (a.id < b.id ? -1 : 1))
}

/** Takes the named jobs for a worker, those that are still waiting. */
export async function claimByIds(
  tx: Tx,
  { ids, worker, leaseUntil }: { ids: readonly string[]; worker: string; leaseUntil: Instant }
): Promise<JobRow[]> {
  const claimed = await sql<JobRow>`
    update jobs set state = 'running', worker = ${worker}, lease_until = ${leaseUntil}, attempt = attempt + 1
    where ${isOneOf(tx, 'id', ids)} and state = 'handed'
    returning *`.execute(tx)
  return claimed.rows
}

/** What a queue product is told of a job. */
export type Ticket = Pick<JobRow, 'id' | 'queue' | 'priority' | 'attempt'>

/** Marks due jobs of a queue as handed out, so that at most `handedMax` are, and returns them. */
export async function handOut(tx: Tx, queue: string, handedMax: number): Promise<Ticket[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update skip locked' : '')
  const handed = await sql<Ticket>`
    update jobs set state = 'handed'
    where id in (
      select id from jobs where state = 'ready' and queue = ${queue} and run_at <= ${tx.now}
      order by priority, run_at, id
      limit (select case when count(*) > ${handedMax} then 0 else ${handedMax} - count(*) end
        from jobs where state = 'handed' and queue = ${queue}) ${lock})
    returning id, queue, priority, attempt`.execute(tx)
  return handed.rows
}

/** The jobs that a queue product should hold now. */
export async function handedJobs(db: Reader): Promise<Ticket[]> {
  return db
    .selectFrom('jobs')
    .select(['id', 'queue', 'priority', 'attempt'])
    .where('state', '=', 'handed')
    .execute()
}

/** Puts jobs back that could not be handed out after all. */
export async function takeBack(tx: Tx, ids: readonly string[]): Promise<void> {
  await tx
    .updateTable('jobs')
    .set({ state: 'ready' })
    .where('state', '=', 'handed')
    .where(isOneOf(tx, 'id', ids))
    .execute()
}

/** How one run of a job ended. */
export type Outcome =
  | { kind: 'done' }
  /** Tried again at `runAt`; `attempt` is what counts from now on. */
  | { kind: 'retry'; runAt: Instant; attempt: number; error: string | null }
  | { kind: 'dead'; error: string }
  | { kind: 'canceled' }

export interface Settlement {
  id: string
  worker: string
  /** The attempt that ended: one that was taken over meanwhile settles nothing. */
  attempt: number
  outcome: Outcome
}

/** Records how runs ended, all in one transaction and one statement a kind. */
export async function settle(tx: Tx, settlements: readonly Settlement[]): Promise<void> {
  const rows = settlements.map(({ id, worker, attempt, outcome }) => ({
    id,
    worker,
    attempt,
    kind: outcome.kind,
    runAt: outcome.kind === 'retry' ? outcome.runAt : null,
    nextAttempt: outcome.kind === 'retry' ? outcome.attempt : attempt,
    error: 'error' in outcome ? outcome.error : null
  }))
  const columns = { id: 'text', worker: 'text', attempt: 'integer' } as const
  const done = rows.filter((row) => row.kind === 'done')
  if (done.length > 0) {
    await sql`delete from jobs where state = 'running' and (id, worker, attempt) in
      (select id, worker, attempt from ${rowsFrom(tx, 'ended', columns, done)})`.execute(tx)
  }
  const ended = rows.filter((row) => row.kind === 'dead' || row.kind === 'canceled')
  if (ended.length > 0) {
    const source = rowsFrom(tx, 'ended', { ...columns, kind: 'text', error: 'text' }, ended)
    await sql`update jobs set state = ended.kind, error = ended.error, finished_at = ${tx.now}, worker = null,
        lease_until = null
      from ${source} where ${isHeld}`.execute(tx)
  }
  // One at a time: a job may find that a newer one waits under its key, and is then superfluous.
  for (const row of rows.filter((candidate) => candidate.kind === 'retry')) {
    const { numAffectedRows } = await sql`update jobs set state = 'ready', run_at = ${row.runAt},
        attempt = ${row.nextAttempt}, error = ${row.error}, worker = null, lease_until = null
      where id = ${row.id} and worker = ${row.worker} and attempt = ${row.attempt} and state = 'running'
        and not exists (select 1 from jobs newer where newer.dedupe_key = jobs.dedupe_key
          and newer.state in ('ready', 'handed'))`.execute(tx)
    if (numAffectedRows === 0n) {
      await sql`delete from jobs where id = ${row.id} and worker = ${row.worker} and attempt = ${row.attempt}
        and state = 'running'`.execute(tx)
    }
  }
}

const isHeld = sql`jobs.id = ended.id and jobs.worker = ended.worker and jobs.attempt = ended.attempt
  and jobs.state = 'running'`

/** Ends a job inside the transaction that has its effect. False: another worker has it now. */
export async function finishHeld(
  tx: Tx,
  { id, worker, attempt }: { id: string; worker: string; attempt: number }
): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from jobs
    where id = ${id} and worker = ${worker} and attempt = ${attempt} and state = 'running'`.execute(
    tx
  )
  return numAffectedRows === 1n
}

export interface Heartbeat {
  id: string
  attempt: number
  progressDone: number | null
  progressTotal: number | null
}

/** Prolongs the leases of a worker's jobs, writes their progress, and returns those that should stop. */
export async function beat(
  tx: Tx,
  worker: string,
  leaseUntil: Instant,
  beats: readonly Heartbeat[]
): Promise<{ id: string; cancelRequested: number }[]> {
  const columns = {
    id: 'text',
    attempt: 'integer',
    progressDone: 'integer',
    progressTotal: 'integer'
  } as const
  const source = rowsFrom(
    tx,
    'beat',
    columns,
    beats.map((one) => ({ ...one }))
  )
  const held = await sql<{ id: string; cancelRequested: number }>`
    update jobs set lease_until = ${leaseUntil}, progress_done = beat.progress_done,
      progress_total = beat.progress_total
    from ${source}
    where jobs.id = beat.id and jobs.attempt = beat.attempt and jobs.worker = ${worker} and jobs.state = 'running'
    returning jobs.id, jobs.cancel_requested`.execute(tx)
  return held.rows
}

/** Jobs whose worker has gone silent. */
export async function expiredLeases(tx: Tx, limit: number): Promise<JobRow[]> {
  return tx
    .selectFrom('jobs')
    .selectAll()
    .where('state', '=', 'running')
    .where('leaseUntil', '<', tx.now)
    .limit(limit)
    .execute()
}
