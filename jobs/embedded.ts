import type { Health, JobHost } from '#core/jobs'
import type { Tx } from '#core/transaction'
import type { JobBackend } from './backend.ts'
import { claim, countIn, lockQueue, queuesIn } from './claims.ts'
import { Pulse } from './pulse.ts'
import { type QueueBook, StartLimiter } from './queues.ts'
import type { JobRow } from './tables.ts'
import type { Worker } from './worker.ts'

/** What a queue could run now. */
interface Wish {
  queue: string
  name: string
  room: number
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
  readonly #pulse: Pulse
  readonly #limiters = new Map<string, StartLimiter>()

  constructor(host: JobHost, worker: Worker, book: QueueBook) {
    this.#host = host
    this.#worker = worker
    this.#book = book
    this.#pulse = new Pulse(host, () => this.#claimAll())
  }

  async start(): Promise<void> {
    if (this.#host.role === 'api') return
    const wake = () => this.wake()
    this.#worker.start({ onRoom: wake, onReleased: wake })
    this.#pulse.start()
  }

  wake(): void {
    this.#pulse.wake()
  }

  async stop(): Promise<void> {
    await this.#pulse.stop()
  }

  async close(): Promise<void> {}

  async health(): Promise<Health> {
    return { ok: true }
  }

  /** Claims for every queue that has jobs and room, in one transaction. */
  async #claimAll(): Promise<boolean> {
    const wishes: Wish[] = []
    for (const { queue, name } of await queuesIn(this.#host.database.reader, 'ready')) {
      const room = Math.min(this.#worker.laneOf(queue, name).room, this.#mayStart(queue, name))
      if (room > 0) wishes.push({ queue, name, room })
    }
    if (wishes.length === 0) return false
    const rows = await this.#host.database.transaction(
      async (tx) => {
        const claimed: JobRow[] = []
        for (const wish of wishes) claimed.push(...(await this.#claim(tx, wish)))
        return claimed
      },
      { actor: 'system' }
    )
    for (const row of rows) {
      this.#limiters.get(row.queue)?.count(1)
      void this.#worker.accept(row)
    }
    return rows.length > 0
  }

  async #claim(tx: Tx, { queue, name, room }: Wish): Promise<JobRow[]> {
    const { concurrency, isGlobal } = this.#book.settingsOf(queue, name)
    let limit = room
    if (isGlobal) {
      await lockQueue(tx, queue)
      limit = Math.min(room, concurrency - (await countIn(tx, queue, 'running')))
      if (limit <= 0) return []
    }
    const leaseUntil = this.#worker.leaseUntil()
    return claim(tx, { queue, from: 'ready', limit, worker: this.#host.instance, leaseUntil })
  }

  #mayStart(queue: string, name: string): number {
    const { rateLimit } = this.#book.settingsOf(queue, name)
    if (!rateLimit) return Number.POSITIVE_INFINITY
    let limiter = this.#limiters.get(queue)
    if (!limiter) {
      limiter = new StartLimiter(rateLimit)
      this.#limiters.set(queue, limiter)
    }
    return limiter.free(this.#host.clock.monotonicMs())
  }
}
