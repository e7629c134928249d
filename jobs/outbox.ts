import { sql } from 'kysely'
import { insertAll, rowsFrom } from '#core/database/rows'
import { newId } from '#core/ids'
import type { RegisteredJob } from '#core/jobs'
import type { JobRequest, Tx } from '#core/transaction'
import { isWaitingUnderKey, type JobRow } from './tables.ts'

const attemptsDefault = 5
const attemptsLimit = 50

/** The queue a payload of this job waits in. */
export function queueOf({ definition }: RegisteredJob, payload: unknown): string {
  const { queue = 'default' } = definition
  return typeof queue === 'function' ? queue(payload as never) : queue
}

/**
 * Writes jobs into the outbox. Of those that wait under one key only the newest remains: its payload wins, and it
 * runs when the earliest of them would have.
 */
export async function enqueue(
  tx: Tx,
  job: RegisteredJob,
  requests: readonly JobRequest<unknown>[]
): Promise<void> {
  const rows = requests.map((request) => rowOf(tx, job, request))
  const unkeyed = rows.filter((row) => row.dedupeKey === null)
  await insertAll(tx, 'jobs', unkeyed, { on: ['id'] })
  if (unkeyed.length < rows.length) {
    await enqueueKeyed(tx, newestUnderEachKey(rows.filter((row) => row.dedupeKey !== null)))
  }
}

function rowOf(tx: Tx, job: RegisteredJob, request: JobRequest<unknown>): JobRow {
  const { definition } = job
  const runAt = request.runAt ?? tx.now
  const key = request.key ?? definition.key?.(request.payload as never) ?? null
  return {
    id: request.id ?? newId('job'),
    name: definition.name,
    queue: queueOf(job, request.payload),
    payload: JSON.stringify(request.payload),
    payloadVersion: definition.version ?? 1,
    // Keys are of a job: two jobs that call theirs the same have nothing to do with each other.
    dedupeKey: key === null ? null : `${definition.name}:${key}`,
    priority: request.priority ?? definition.priority ?? 50,
    state: runAt > tx.now ? 'delayed' : 'ready',
    attempt: 0,
    attemptsMax: Math.min(definition.attempts ?? attemptsDefault, attemptsLimit),
    claims: 0,
    runAt,
    worker: null,
    leaseUntil: null,
    progressDone: null,
    progressTotal: null,
    cancelRequested: 0,
    error: null,
    origin: tx.origin.requestId ?? tx.origin.jobId ?? tx.origin.actor,
    createdAt: tx.now,
    finishedAt: null
  }
}

function newestUnderEachKey(rows: readonly JobRow[]): JobRow[] {
  const newest = new Map<string | null, JobRow>()
  for (const row of rows) {
    const older = newest.get(row.dedupeKey)
    const isEarlier = older !== undefined && older.runAt < row.runAt
    newest.set(row.dedupeKey, isEarlier ? { ...row, runAt: older.runAt, state: older.state } : row)
  }
  return [...newest.values()]
}

async function enqueueKeyed(tx: Tx, rows: readonly JobRow[]): Promise<void> {
  await insertAll(tx, 'jobs', rows, {
    on: ['dedupeKey'],
    where: isWaitingUnderKey,
    update: ['payload', 'payloadVersion', 'priority', 'origin']
  })
  const columns = { dedupeKey: 'text', runAt: 'text', state: 'text' } as const
  const wanted = rowsFrom(tx, 'wanted', columns, rows)
  await sql`update jobs set run_at = wanted.run_at, state = wanted.state from ${wanted}
    where jobs.dedupe_key = wanted.dedupe_key and jobs.state = 'delayed'
      and jobs.run_at > wanted.run_at`.execute(tx)
}
