import type { Logger } from 'pino'
import { ShopkeeperError } from '#core/errors'
import { toProblem } from '#core/http/problem'
import { type JobContext, type JobHost, JobPostponed, type RegisteredJob } from '#core/jobs'
import { inPages } from '#core/pages'
import { backoffMs } from './backoff.ts'
import { JobCanceled, JobLost, JobTimedOut, JobUnknown } from './errors.ts'
import { finishHeld, type Outcome } from './outcomes.ts'
import type { PayloadReader } from './payloads.ts'
import type { JobRow } from './tables.ts'

const timeoutMsDefault = 60_000
/** What asks for more is asked again after a year. */
const postponedMsMax = 365 * 86_400_000

/** One claim of one job in this process. */
export class Run {
  readonly row: JobRow
  readonly stop = new AbortController()
  readonly acceptedMs: number
  /** `ended`: nothing more to prolong; its outcome is durable or about to be. */
  phase: 'waiting' | 'running' | 'ended' = 'waiting'
  /** Its effect has been committed with `complete`; whatever the handler does afterwards changes nothing. */
  isCompleted = false
  progressDone: number | null = null
  progressTotal: number | null = null

  constructor(row: JobRow, acceptedMs: number) {
    this.row = row
    this.acceptedMs = acceptedMs
  }
}

/** Calls the handler of a claimed job. Shape: what to record, or null when there is nothing left to record. */
export async function execute(
  host: JobHost,
  payloads: PayloadReader,
  run: Run
): Promise<Outcome | null> {
  const { row, stop } = run
  const job = host.jobs.get(row.name)
  try {
    if (!job) throw new JobUnknown({ name: row.name })
    const context = contextOf(host, run, payloads.read(row, job))
    await withinTime(job, context, stop)
    return run.isCompleted ? null : { kind: 'done' }
  } catch (error) {
    const log = logOf(host, row)
    if (run.isCompleted || error instanceof JobLost) {
      log.warn(
        { err: error },
        run.isCompleted ? 'failed after its effect' : 'another worker has the job'
      )
      return null
    }
    const isCanceled = stop.signal.reason instanceof JobCanceled
    const outcome = isCanceled ? ({ kind: 'canceled' } as const) : outcomeOf(host, error, row, job)
    // To wait is no failure: whoever reads the log looks for those.
    if (error instanceof JobPostponed && outcome.kind === 'retry') {
      log.debug({ runAt: outcome.runAt, reason: error.message }, 'job postponed')
    } else {
      const level = outcome.kind === 'dead' ? 'error' : 'warn'
      log[level]({ err: error, outcome: outcome.kind }, 'job failed')
    }
    return outcome
  }
}

function logOf({ log }: JobHost, { name, id, attempt }: JobRow): Logger {
  return log.child({ job: name, jobId: id, attempt })
}

function contextOf(host: JobHost, run: Run, payload: unknown): JobContext<unknown> {
  const { row, stop } = run
  const { database } = host
  let log: Logger | undefined
  const origin = { actor: `job:${row.name}`, jobId: row.id }
  return {
    jobId: row.id,
    payload,
    attempt: row.attempt,
    signal: stop.signal,
    // Made when it is asked for: a logger costs as much as a short job.
    get log() {
      log ??= logOf(host, row)
      return log
    },
    progress: (done, total) => {
      run.progressDone = wholeOf(done)
      run.progressTotal = wholeOf(total)
    },
    transaction: (work) => database.transaction(work, origin),
    pages: (first, page) =>
      inPages(first, { signal: stop.signal, clock: host.clock }, (from) =>
        database.transaction((tx) => page(tx, from), origin)
      ),
    complete: async (work) => {
      // Whoever aborted it has decided how it ends, or is about to.
      stop.signal.throwIfAborted()
      const value = await database.transaction(async (tx) => {
        if (!(await finishHeld(tx, row))) throw new JobLost({ jobId: row.id })
        return work(tx)
      }, origin)
      run.isCompleted = true
      run.phase = 'ended'
      return value
    }
  }
}

/** A count as its column takes it: one job's slip must not take the leases of all others of the process. */
function wholeOf(count: number | undefined): number | null {
  return count !== undefined && Number.isFinite(count) ? Math.trunc(count) : null
}

async function withinTime(
  { definition, handler }: RegisteredJob,
  context: JobContext<unknown>,
  stop: AbortController
): Promise<void> {
  const timeoutMs = definition.timeoutMs ?? timeoutMsDefault
  const timer = setTimeout(() => stop.abort(new JobTimedOut({ timeoutMs })), timeoutMs)
  try {
    await Promise.race([handler(context as never), rejectOnAbort(stop.signal)])
  } finally {
    clearTimeout(timer)
  }
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

function outcomeOf(
  { clock }: JobHost,
  error: unknown,
  row: JobRow,
  job: RegisteredJob | undefined
): Outcome {
  const problem = problemOf(error)
  const postponedMs = error instanceof JobPostponed ? Number(error.fields.retryAfterMs) : Number.NaN
  if (error instanceof JobPostponed && Number.isFinite(postponedMs)) {
    const runAt = clock.after(Math.min(postponedMs, postponedMsMax))
    const attempt = error.fields.isAhead === true ? 0 : row.attempt - 1
    return { kind: 'retry', runAt, attempt, error: problem }
  }
  const isFinal = error instanceof ShopkeeperError && !error.retryable
  if (isFinal || row.attempt >= row.attemptsMax) return { kind: 'dead', error: problem }
  const runAt = clock.after(backoffMs(job?.definition.backoff, row.attempt))
  return { kind: 'retry', runAt, attempt: row.attempt, error: problem }
}

/**
 * What of an error is kept with the job: the whole problem, since only operators read it. Handlers throw anything; what
 * cannot be told is no reason to end the process.
 */
export function problemOf(error: unknown): string {
  try {
    if (error instanceof ShopkeeperError) {
      const problem = { ...error.fields, ...toProblem(error), detail: error.message }
      return JSON.stringify(problem, (_, value) =>
        typeof value === 'bigint' ? String(value) : value
      )
    }
    return internal(String(error instanceof Error ? error.message : error))
  } catch {
    return internal('what it threw cannot be told')
  }
}

function internal(detail: string): string {
  const problem = { code: 'INTERNAL_ERROR', title: 'The handler failed' }
  return JSON.stringify({ ...problem, detail: detail.slice(0, 2000) })
}
