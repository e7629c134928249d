import { insertAll } from '#core/database/rows'
import { newId } from '#core/ids'
import type { RegisteredJob } from '#core/jobs'
import type { JobRequest, Tx } from '#core/transaction'
import type { JobRow } from './tables.ts'

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
  const { definition } = job
  const rows = requests.map(
    (request): JobRow => ({
      id: request.id ?? newId('job'),
      name: definition.name,
      queue: queueOf(job, request.payload),
      payload: JSON.stringify(request.payload),
      payloadVersion: definition.version ?? 1,
      dedupeKey: request.key ?? definition.key?.(request.payload as never) ?? null,
      priority: request.priority ?? definition.priority ?? 50,
      state: 'ready',
      attempt: 0,
      attemptsMax: Math.min(definition.attempts ?? attemptsDefault, attemptsLimit),
      runAt: request.runAt ?? tx.now,
      worker: null,
      leaseUntil: null,
      progressDone: null,
      progressTotal: null,
      cancelRequested: 0,
      error: null,
      origin: tx.origin.requestId ?? tx.origin.jobId ?? tx.origin.actor,
      createdAt: tx.now,
      finishedAt: null
    })
  )
  const isKeyed = (row: JobRow) => row.dedupeKey !== null
  const newestByKey = new Map(rows.filter(isKeyed).map((row) => [row.dedupeKey, row]))
  await insertAll(
    tx,
    'jobs',
    rows.filter((row) => !isKeyed(row)),
    { on: ['id'] }
  )
  await insertAll(tx, 'jobs', [...newestByKey.values()], {
    on: ['dedupeKey'],
    where: "state in ('ready', 'handed')",
    update: ['payload', 'payloadVersion', 'priority', 'origin']
  })
}
