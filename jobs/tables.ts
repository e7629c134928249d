import type { Instant } from '#core/time'

/** Where a job is. A job that is done has no row any more. */
export const jobStates = ['ready', 'handed', 'running', 'dead', 'canceled'] as const
export type JobState = (typeof jobStates)[number]

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
  /** Among jobs that wait (`ready` or `handed`) there is one for each key. */
  dedupeKey: string | null
  priority: number
  state: JobState
  attempt: number
  attemptsMax: number
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
