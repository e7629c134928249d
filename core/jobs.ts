import type { Logger } from 'pino'
import type { Static, TSchema } from 'typebox'
import type { Alerts } from './alerts/types.ts'
import type { Settings } from './config/schema.ts'
import type { Database } from './database/open.ts'
import { defineError } from './errors.ts'
import type { JobName, Jobs } from './registry.ts'
import type { Clock } from './time.ts'
import type { JobRequest, Tx } from './transaction.ts'

/** How long to wait before a job is tried again: `baseMs × factor^(attempt − 1)`, at most `maxMs`, ± `jitter`. */
export interface Backoff {
  baseMs: number
  /** Default 2. */
  factor?: number
  /** Default one hour. */
  maxMs?: number
  /** Part of the wait that is random, 0 to 1. Default 0.2. */
  jitter?: number
}

/** A time at which a job runs by itself. Each tick fires once, whatever the number of processes. */
export interface Schedule<Payload> {
  /** Five or six fields, as crontab(5); six begin with seconds. */
  cron: string
  /** IANA zone the fields are read in. Default: the shop's. */
  zone?: string
  payload: Payload
}

/** Declares a kind of work that happens outside of a request. The handler is given in `setup` with `ctx.handle`. */
export interface JobDefinition<Name extends JobName = JobName> {
  name: Name
  /** Says in one sentence what the job does; shown in the docs and by `shopkeeper job list`. */
  title: string
  /** Shape of the payload: ids and plain values. Checked when the job runs, since rows outlive releases. */
  payload: TSchema
  /** Schema version of the payload. Default 1. Payloads of older versions pass through `upcast` first. */
  version?: number
  upcast?: (payload: unknown, version: number) => Jobs[Name]
  /** Queue it waits in. A function gives each account its own. Default `default`. */
  queue?: string | ((payload: Jobs[Name]) => string)
  /** How many jobs of its queue run at once, over all processes. Default: the config's. */
  concurrency?: number
  /** Most jobs of its queue started in a span of time. Default: no limit. */
  rateLimit?: { max: number; perMs: number }
  /** Tries before it is a dead letter. Default 5, at most 50. */
  attempts?: number
  backoff?: Backoff
  /** A handler that takes longer is aborted and tried again. Default 60,000 ms. */
  timeoutMs?: number
  /** Jobs of this name that wait under one key are one job: the newest payload wins. Null: no key. */
  key?: (payload: Jobs[Name]) => string | null
  /** 0 is urgent, 100 is whenever. Default 50. */
  priority?: number
  schedule?: Schedule<Jobs[Name]>
}

/**
 * Declares a job. The name must be in the `Jobs` interface and the payload's schema must fit it.
 *
 * ```ts
 * export const expireReservations = defineJob({
 *   name: 'inventory.expire-reservations',
 *   title: 'Releases reservations whose time is up',
 *   payload: Type.Object({}),
 *   schedule: { cron: '* * * * *', payload: {} }
 * })
 * ```
 */
export function defineJob<Name extends JobName, Payload extends TSchema>(
  definition: JobDefinition<Name> & {
    payload: Static<Payload> extends Jobs[Name] ? Payload : never
  }
): JobDefinition<Name> {
  return Object.freeze(definition)
}

/** What a handler is given beside the payload. */
export interface JobContext<Payload> {
  jobId: string
  payload: Payload
  /** 1 on the first try. */
  attempt: number
  /** Aborts on timeout, cancel and shutdown. Pass it on to whatever waits. */
  signal: AbortSignal
  log: Logger
  /** Tells operators how far the job is; whole numbers. Cheap: written at the next heartbeat. */
  progress(done: number, total?: number): void
  /** A transaction whose audit entries name this job. May be used several times; each must be safe to repeat. */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /**
   * Goes page by page over what is too much for one transaction: each page is one. `page` is given where it begins, and
   * returns where the next one does; undefined after the last. After each it rests for as long as that took, at most half a
   * second, so that half of the time is others'. Each page must be safe to repeat.
   */
  pages<Place>(
    first: Place,
    page: (tx: Tx, from: Place) => Promise<Place | undefined>
  ): Promise<void>
  /**
   * A transaction that also ends the job, so that its effect happens exactly once, even after kill -9. Errors:
   * JOB_LOST when another worker has taken the job over meanwhile; the effect is then undone.
   */
  complete<T>(work: (tx: Tx) => Promise<T>): Promise<T>
}

export type JobHandler<Name extends JobName = JobName> = (
  job: JobContext<Jobs[Name]>
) => Promise<unknown>

/** Any declared job, whatever its name. */
export type AnyJobDefinition = { [Name in JobName]: JobDefinition<Name> }[JobName]

/** A job definition with the handler and the name of the plugin it comes from. */
export interface RegisteredJob {
  plugin: string
  definition: JobDefinition
  handler: JobHandler
}

/** What the folder that runs jobs is given. */
export interface JobHost {
  database: Database
  clock: Clock
  log: Logger
  alerts: Alerts
  /** Every job that has a handler, by name. Complete once the engine has set its plugins up. */
  jobs: ReadonlyMap<string, RegisteredJob>
  settings: Settings
  role: EngineRole
  /** Names this process among those that share the database. */
  instance: string
}

/** `api` answers requests, `worker` runs jobs, `all` does both. */
export type EngineRole = 'all' | 'api' | 'worker'

/** What the engine needs from the folder that runs jobs. */
export interface JobRunner {
  /** Writes jobs into the outbox, in the transaction. */
  enqueue(tx: Tx, job: RegisteredJob, requests: readonly JobRequest<unknown>[]): Promise<void>
  /** Begins to work. With `role: 'api'` jobs are only handed on. */
  start(): Promise<void>
  /** What `/readyz` says of it. */
  health(): Promise<Health>
  /** Stops taking jobs, waits for those that run, and gives the rest back. */
  stop(): Promise<void>
}

/** Whether a part of the engine works; `detail` says what is wrong. */
export interface Health {
  ok: boolean
  detail?: string
}

/**
 * Thrown by a handler that was told to wait: tried again later without spending an attempt. `isAhead`: it got
 * somewhere before it had to wait, so that its attempts are counted from the first again.
 */
export const JobPostponed = defineError({
  code: 'JOB_POSTPONED',
  status: 429,
  title: 'The job waits for its turn',
  retryable: true,
  detail: (f: { retryAfterMs: number; isAhead?: boolean }) => `not before ${f.retryAfterMs} ms`
})
