import type { JobHost } from '#core/jobs'
import type { Instant } from '#core/time'
import { JobCanceled, JobLost } from './errors.ts'
import { Lane } from './lane.ts'
import { beat } from './outcomes.ts'
import { PayloadReader } from './payloads.ts'
import type { QueueBook } from './queues.ts'
import { execute, Run } from './run.ts'
import { Settler } from './settler.ts'
import type { JobRow } from './tables.ts'

/** A cancel takes effect, and progress is seen, within this time even when leases are long. */
const beatMsMax = 2000
/** A job that was claimed ahead and finds no slot within this time is given back for others to take. */
const waitMsMax = 1000

/** What a backend wants to hear of the worker. */
export interface WorkerEvents {
  /** A lane can take more jobs. */
  onRoom(): void
  /** A job has ended that may have held up others: by its key, or by its queue's limit. */
  onReleased(): void
}

/** Runs claimed jobs: calls handlers, prolongs leases, records outcomes. The same for both backends. */
export class Worker {
  readonly #host: JobHost
  readonly #book: QueueBook
  readonly #settler: Settler
  readonly #payloads = new PayloadReader()
  readonly #lanes = new Map<string, Lane>()
  readonly #runs = new Set<Run>()
  readonly #settling = new Set<Promise<void>>()
  #events: WorkerEvents = { onRoom: () => undefined, onReleased: () => undefined }
  #heartbeat: NodeJS.Timeout | undefined
  #beating: Promise<void> = Promise.resolve()
  #isDraining = false
  #isClosed = false

  constructor(host: JobHost, book: QueueBook) {
    this.#host = host
    this.#book = book
    this.#settler = new Settler(host)
  }

  /** When a lease taken now ends. */
  leaseUntil(): Instant {
    return this.#host.clock.after(this.#host.settings.jobs.leaseMs)
  }

  start(events: WorkerEvents): void {
    this.#events = events
    const everyMs = Math.min(this.#host.settings.jobs.leaseMs / 4, beatMsMax)
    const loop = () => {
      this.#beating = this.#beat().then(() => {
        if (!this.#isClosed) this.#heartbeat = setTimeout(loop, everyMs)
      })
    }
    this.#heartbeat = setTimeout(loop, everyMs)
  }

  /** The slots of a queue, given the name of a job in it. */
  laneOf(queue: string, jobName: string): Lane {
    let lane = this.#lanes.get(queue)
    if (!lane) {
      const { concurrency, isGlobal, rateLimit } = this.#book.settingsOf(queue, jobName)
      lane = new Lane({
        concurrency,
        isStrict: isGlobal || rateLimit !== undefined,
        nowMs: () => this.#host.clock.monotonicMs(),
        onRoom: () => this.#events.onRoom()
      })
      this.#lanes.set(queue, lane)
    }
    return lane
  }

  /** Takes one claimed job. Resolves when its handler has ended or it is given back; the outcome follows. */
  accept(row: JobRow): Promise<void> {
    const run = new Run(row, this.#host.clock.monotonicMs())
    this.#runs.add(run)
    if (this.#isDraining) return this.#giveBack(run)
    return new Promise((resolve) => {
      const start = async () => {
        // It may have been canceled or given back before its turn came.
        if (run.phase === 'waiting') await this.#execute(run)
        resolve()
      }
      this.laneOf(row.queue, row.name).put({ start })
    })
  }

  /**
   * Waits for the jobs that run; those that take longer than `drainMs`, and those not started, are given back at
   * once, their attempt not counted.
   */
  async drain(drainMs: number): Promise<void> {
    this.#isDraining = true
    const phaseIs = (phase: Run['phase']) => [...this.#runs].filter((run) => run.phase === phase)
    for (const run of phaseIs('waiting')) void this.#giveBack(run)
    const { clock } = this.#host
    const endsMs = clock.monotonicMs() + drainMs
    while (phaseIs('running').length > 0 && clock.monotonicMs() < endsMs) await clock.sleep(5)
    this.#isClosed = true
    clearTimeout(this.#heartbeat)
    for (const run of phaseIs('running')) {
      void this.#giveBack(run)
      run.stop.abort(new Error('the worker stops'))
    }
    await this.#settler.close()
    await Promise.all([...this.#settling, this.#beating])
  }

  async #execute(run: Run): Promise<void> {
    run.phase = 'running'
    const outcome = await execute(this.#host, this.#payloads, run)
    if (outcome === null) this.#leave(run)
    // One that was given back meanwhile has its outcome already.
    else if (run.phase === 'running') this.#settle(run, outcome)
  }

  #giveBack(run: Run): Promise<void> {
    const { attempt, runAt, error } = run.row
    return this.#settle(run, { kind: 'retry', runAt, attempt: attempt - 1, error })
  }

  #settle(run: Run, outcome: Parameters<Settler['settle']>[1]): Promise<void> {
    run.phase = 'ended'
    const settling = this.#settler.settle(run.row, outcome).then(() => {
      this.#settling.delete(settling)
      this.#leave(run)
    })
    this.#settling.add(settling)
    return settling
  }

  #leave(run: Run): void {
    run.phase = 'ended'
    this.#runs.delete(run)
    const { dedupeKey, queue, name } = run.row
    if (dedupeKey !== null || this.#book.settingsOf(queue, name).isGlobal) this.#events.onReleased()
  }

  async #beat(): Promise<void> {
    const nowMs = this.#host.clock.monotonicMs()
    const runs = [...this.#runs].filter(({ phase }) => phase !== 'ended')
    if (runs.length === 0) return
    try {
      const held = await this.#host.database.transaction(
        (tx) => beat(tx, this.leaseUntil(), runs.map(toHeartbeat)),
        { actor: 'system' }
      )
      for (const run of runs) this.#heed(run, held.get(run.row.id)?.cancelRequested, nowMs)
    } catch (error) {
      this.#host.log.warn({ err: error }, 'cannot prolong leases')
    }
  }

  /** Acts on what a heartbeat has found: `undefined` means that the job is not this run's any more. */
  #heed(run: Run, cancelRequested: number | undefined, nowMs: number): void {
    if (run.phase === 'running') {
      if (cancelRequested === undefined) run.stop.abort(new JobLost({ jobId: run.row.id }))
      if (cancelRequested === 1) run.stop.abort(new JobCanceled({ jobId: run.row.id }))
    } else if (run.phase === 'waiting') {
      if (cancelRequested === undefined) this.#leave(run)
      else if (cancelRequested === 1) void this.#settle(run, { kind: 'canceled' })
      else if (nowMs - run.acceptedMs > waitMsMax) void this.#giveBack(run)
    }
  }
}

function toHeartbeat({ row, progressDone, progressTotal }: Run) {
  return { id: row.id, claims: row.claims, progressDone, progressTotal }
}
