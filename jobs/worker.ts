import { Ajv, type ValidateFunction } from 'ajv'
import { ShopkeeperError } from '#core/errors'
import { toProblem } from '#core/http/problem'
import type { Backoff, JobContext, JobHost, RegisteredJob } from '#core/jobs'
import { JobPostponed } from '#core/jobs'
import { JobLost, JobPayloadInvalid, JobTimedOut, JobUnknown } from './errors.ts'
import { Settler } from './settler.ts'
import { beat, finishHeld, type Outcome } from './store.ts'
import type { JobRow } from './tables.ts'

const timeoutMsDefault = 60_000

interface Run {
  row: JobRow
  stop: AbortController
  progressDone: number | null
  progressTotal: number | null
  ended: Promise<void>
}

/** Runs claimed jobs: calls handlers, prolongs leases, records outcomes. The same for both backends. */
export class Worker {
  readonly #host: JobHost
  readonly #settler: Settler
  readonly #runs = new Map<string, Run>()
  readonly #validators = new Map<string, ValidateFunction>()
  readonly #ajv = new Ajv({ strict: false })
  #heartbeat: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(host: JobHost) {
    this.#host = host
    this.#settler = new Settler(host)
  }

  /** When a lease taken now ends. */
  leaseUntil(): string {
    return this.#host.clock.after(this.#host.settings.jobs.leaseMs)
  }

  start(): void {
    const everyMs = this.#host.settings.jobs.leaseMs / 3
    this.#heartbeat = setInterval(() => void this.#beat(), everyMs)
  }

  /** Runs one claimed job to its end; resolves when the outcome is durable. Never rejects. */
  run(row: JobRow): Promise<void> {
    const stop = new AbortController()
    const run: Run = {
      row,
      stop,
      progressDone: null,
      progressTotal: null,
      ended: Promise.resolve()
    }
    run.ended = this.#execute(run).finally(() => this.#runs.delete(runKey(row)))
    this.#runs.set(runKey(row), run)
    return run.ended
  }

  /**
   * Waits for the jobs that run; those that take longer than `drainMs` are aborted and given back at once, their
   * attempt not counted.
   */
  async drain(drainMs: number): Promise<void> {
    const timer = new AbortController()
    const all = Promise.all([...this.#runs.values()].map((run) => run.ended))
    await Promise.race([all, this.#host.clock.sleep(drainMs, timer.signal)])
    timer.abort()
    this.#isClosed = true
    const late = [...this.#runs.values()]
    for (const run of late) run.stop.abort(new Error('the worker stops'))
    await Promise.all(
      late.map(({ row }) =>
        this.#record(row, {
          kind: 'retry',
          runAt: this.#host.clock.now(),
          attempt: row.attempt - 1,
          error: row.error
        })
      )
    )
    clearInterval(this.#heartbeat)
  }

  async #execute(run: Run): Promise<void> {
    const { row } = run
    const job = this.#host.jobs.get(row.name)
    const log = this.#host.log.child({ job: row.name, jobId: row.id, attempt: row.attempt })
    try {
      if (!job) throw new JobUnknown({ name: row.name })
      const isCompleted = await this.#call(run, job, log)
      if (!isCompleted) await this.#record(row, { kind: 'done' })
    } catch (error) {
      if (this.#isClosed || error instanceof JobLost) return
      const isCanceled = run.stop.signal.aborted && run.stop.signal.reason === canceled
      const outcome = isCanceled
        ? ({ kind: 'canceled' } as const)
        : this.#outcomeOf(error, row, job)
      log[outcome.kind === 'dead' ? 'error' : 'warn'](
        { err: error, outcome: outcome.kind },
        'job failed'
      )
      await this.#record(row, outcome)
    }
  }

  /** Calls the handler within its time. True: it has ended the job itself, with `complete`. */
  async #call(run: Run, job: RegisteredJob, log: JobContext<unknown>['log']): Promise<boolean> {
    const { row, stop } = run
    const { database, instance } = this.#host
    const origin = { actor: `job:${row.name}`, jobId: row.id }
    const held = { id: row.id, worker: instance, attempt: row.attempt }
    let isCompleted = false
    const context: JobContext<unknown> = {
      jobId: row.id,
      payload: this.#payloadOf(row, job),
      attempt: row.attempt,
      signal: stop.signal,
      log,
      progress: (done, total) => {
        run.progressDone = done
        run.progressTotal = total ?? null
      },
      transaction: (work) => database.transaction(work, origin),
      complete: async (work) => {
        const value = await database.transaction(async (tx) => {
          if (!(await finishHeld(tx, held))) throw new JobLost({ jobId: row.id })
          return work(tx)
        }, origin)
        isCompleted = true
        return value
      }
    }
    const timeoutMs = job.definition.timeoutMs ?? timeoutMsDefault
    const timer = setTimeout(() => stop.abort(new JobTimedOut({ timeoutMs })), timeoutMs)
    try {
      await Promise.race([job.handler(context as never), rejectOnAbort(stop.signal)])
    } finally {
      clearTimeout(timer)
    }
    return isCompleted
  }

  #payloadOf(row: JobRow, { definition }: RegisteredJob): unknown {
    const version = definition.version ?? 1
    let payload: unknown = JSON.parse(row.payload)
    if (row.payloadVersion !== version) {
      if (!definition.upcast || row.payloadVersion > version) {
        const reason = `written as version ${row.payloadVersion}, this release reads ${version}`
        throw new JobPayloadInvalid({ reason })
      }
      payload = definition.upcast(payload, row.payloadVersion)
    }
    let validate = this.#validators.get(row.name)
    if (!validate) {
      validate = this.#ajv.compile(definition.payload)
      this.#validators.set(row.name, validate)
    }
    if (validate(payload)) return payload
    throw new JobPayloadInvalid({
      reason: this.#ajv.errorsText(validate.errors, { dataVar: 'payload' })
    })
  }

  #outcomeOf(error: unknown, row: JobRow, job: RegisteredJob | undefined): Outcome {
    const problem = problemOf(error)
    if (error instanceof JobPostponed) {
      const runAt = this.#host.clock.after(Number(error.fields.retryAfterMs))
      return { kind: 'retry', runAt, attempt: row.attempt - 1, error: problem }
    }
    const isFinal = error instanceof ShopkeeperError && !error.retryable
    if (isFinal || row.attempt >= row.attemptsMax) return { kind: 'dead', error: problem }
    const runAt = this.#host.clock.after(backoffMs(job?.definition.backoff, row.attempt))
    return { kind: 'retry', runAt, attempt: row.attempt, error: problem }
  }

  #record(row: JobRow, outcome: Outcome): Promise<void> {
    const { instance } = this.#host
    return this.#settler.settle(
      { id: row.id, worker: instance, attempt: row.attempt, outcome },
      row.name
    )
  }

  async #beat(): Promise<void> {
    if (this.#runs.size === 0) return
    const beats = [...this.#runs.values()].map(({ row, progressDone, progressTotal }) => ({
      id: row.id,
      attempt: row.attempt,
      progressDone,
      progressTotal
    }))
    try {
      const held = await this.#host.database.transaction(
        (tx) => beat(tx, this.#host.instance, this.leaseUntil(), beats),
        { actor: 'system' }
      )
      for (const { id, cancelRequested } of held) {
        if (cancelRequested !== 1) continue
        for (const run of this.#runs.values()) if (run.row.id === id) run.stop.abort(canceled)
      }
    } catch (error) {
      this.#host.log.warn({ err: error }, 'cannot prolong leases')
    }
  }
}

const canceled = Symbol('canceled')

function runKey(row: JobRow): string {
  return `${row.id}:${row.attempt}`
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}

/** What of an error is kept with the job: the whole problem, since only operators read it. */
export function problemOf(error: unknown): string {
  if (error instanceof ShopkeeperError) {
    return JSON.stringify({ ...error.fields, ...toProblem(error), detail: error.message })
  }
  const detail = error instanceof Error ? error.message : String(error)
  return JSON.stringify({
    code: 'INTERNAL_ERROR',
    title: 'The handler failed',
    detail: detail.slice(0, 2000)
  })
}

/** How long to wait after a failed attempt. Source: `Backoff`. */
export function backoffMs(backoff: Backoff | undefined, attempt: number): number {
  const { baseMs, factor = 2, maxMs = 3_600_000, jitter = 0.2 } = backoff ?? { baseMs: 1000 }
  const waitMs = Math.min(baseMs * factor ** (attempt - 1), maxMs)
  return Math.round(waitMs * (1 - jitter + 2 * jitter * Math.random()))
}
