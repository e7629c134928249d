import type { Health, JobHost } from '#core/jobs'
import type { JobBackend } from './backend.ts'
import { QueueBook, StartLimiter } from './queues.ts'
import { claimDue, queuesIn } from './store.ts'
import type { Worker } from './worker.ts'

interface Lane {
  concurrency: number
  running: number
  limiter: StartLimiter | undefined
}

/**
 * The backend that needs nothing: the engine's own table is the queue. A loop claims what is due, woken by commits of
 * this process and by the clock.
 */
export class EmbeddedBackend implements JobBackend {
  readonly name = 'embedded'
  readonly #host: JobHost
  readonly #worker: Worker
  readonly #book: QueueBook
  readonly #lanes = new Map<string, Lane>()
  #wake: (() => void) | null = null
  #isWoken = false
  #loop: Promise<void> | null = null
  #isStopping = false

  constructor(host: JobHost, worker: Worker) {
    this.#host = host
    this.#worker = worker
    this.#book = new QueueBook(host)
  }

  async start(): Promise<void> {
    if (this.#host.role !== 'api') this.#loop = this.#run()
  }

  wake(): void {
    this.#isWoken = true
    this.#wake?.()
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    this.wake()
    await this.#loop
  }

  async health(): Promise<Health> {
    return { ok: true }
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      this.#isWoken = false
      try {
        const claimed = await this.#claimAll()
        if (claimed > 0) continue
      } catch (error) {
        this.#host.log.warn({ err: error }, 'cannot claim jobs; trying again')
      }
      if (!this.#isWoken) await this.#pause()
    }
  }

  async #claimAll(): Promise<number> {
    let claimed = 0
    for (const { queue, name } of await queuesIn(this.#host.database.reader, 'ready')) {
      const lane = this.#laneOf(queue, name)
      const free = this.#freeIn(lane)
      if (free <= 0) continue
      const { database, instance } = this.#host
      const leaseUntil = this.#worker.leaseUntil()
      const rows = await database.transaction(
        (tx) => claimDue(tx, { queue, worker: instance, limit: free, leaseUntil }),
        { actor: 'system' }
      )
      claimed += rows.length
      lane.limiter?.count(rows.length)
      for (const row of rows) {
        lane.running++
        void this.#worker.run(row).finally(() => {
          lane.running--
          this.wake()
        })
      }
    }
    return claimed
  }

  #laneOf(queue: string, jobName: string): Lane {
    let lane = this.#lanes.get(queue)
    if (!lane) {
      const { concurrency, rateLimit } = this.#book.settingsOf(queue, jobName)
      lane = { concurrency, running: 0, limiter: rateLimit && new StartLimiter(rateLimit) }
      this.#lanes.set(queue, lane)
    }
    return lane
  }

  #freeIn({ concurrency, running, limiter }: Lane): number {
    const allowed = limiter?.free(this.#host.clock.monotonicMs()) ?? Number.POSITIVE_INFINITY
    return Math.min(concurrency - running, allowed)
  }

  /** Waits for a wake-up, at most `pollMs`: for delayed jobs and for what other processes have put in. */
  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, this.#host.settings.jobs.pollMs)
      const self = this
      function done() {
        clearTimeout(timer)
        self.#wake = null
        resolve()
      }
      this.#wake = done
    })
  }
}
