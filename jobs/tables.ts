import type { Instant } from '#core/time'

/**
 * Where a job is. It is `delayed` until its time has come, then `ready`; `handed` says that a queue product holds a
 * ticket for it; a worker makes it `running`. A job that is done has no row any more.
 */
export const jobStates = ['delayed', 'ready', 'handed', 'running', 'dead', 'canceled'] as const
export type JobState = (typeof jobStates)[number]

/** SQL condition of the jobs that wait under a key. The unique index on keys states the same. */
export const isWaitingUnderKey =
  "state in ('delayed', 'ready', 'handed') and dedupe_key is not null"

/**
 * One job. The table is the outbox and, for the embedded backend, the queue itself: a row appears in the transaction
 * that wants the work done and goes in the transaction that records it as done.
 */
export interface JobRow {
  id: string
  name: string
  queue: string
  /** JSON. */
  payload: string
  payloadVersion: number
  /** Begins with the name of the job. One job waits under a key, and one runs. */
  dedupeKey: string | null
  priority: number
  state: JobState
  attempt: number
  attemptsMax: number
  /** How often a worker has taken it. Only grows: whoever settles a run names the claim it belongs to. */
  claims: number
  runAt: Instant
  /** Set while it runs: the process, and until when it is believed to be alive. */
  worker: string | null
  leaseUntil: Instant | null
  progressDone: number | null
  progressTotal: number | null
  /** 1 when somebody wants a running job to stop. */
  cancelRequested: number
  /** Problem object of the last failure; JSON. */
  error: string | null
  /** Request or job that asked for it. */
  origin: string | null
  createdAt: Instant
  finishedAt: Instant | null
}

declare module 'shopkeeper' {
  interface Tables {
    jobs: JobRow
    schedules: ScheduleRow
  }
}

/** When a scheduled job runs next. The row is what makes a tick fire once. */
export interface ScheduleRow {
  name: string
  cron: string
  zone: string
  nextAt: Instant
  lastAt: Instant | null
}
