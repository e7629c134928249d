import { Worker as BullWorker } from 'bullmq'
import type { JobHost } from '#core/jobs'
import { claim } from '../claims.ts'
import type { Lane } from '../lane.ts'
import type { QueueBook } from '../queues.ts'
import type { JobRow } from '../tables.ts'
import type { Worker } from '../worker.ts'
import type { Connections } from './connections.ts'
import { queueKey } from './relay.ts'

interface Wanted {
  queue: string
  resolve: (row: JobRow | undefined) => void
  reject: (error: unknown) => void
}

/** Draws tickets from Redis and claims a job for each. Tickets drawn while a claim is on its way share the next one. */
export class Drawer {
  readonly #host: JobHost
  readonly #worker: Worker
  readonly #book: QueueBook
  readonly #connections: Connections
  readonly #prefix: string
  readonly #bullWorkers = new Map<string, BullWorker>()
  #wanted: Wanted[] = []
  #claiming: Promise<void> | null = null
  #isStopping = false
  /** Called with the number of tickets drawn, so that the relay can follow up. */
  onDrawn: (tickets: number) => void = () => undefined

  constructor(
    host: JobHost,
    worker: Worker,
    book: QueueBook,
    connections: Connections,
    prefix: string
  ) {
    this.#host = host
    this.#worker = worker
    this.#book = book
    this.#connections = connections
    this.#prefix = prefix
  }

  /** Begins to draw tickets of a queue, once. */
  listen(queue: string, jobName: string): void {
    if (this.#bullWorkers.has(queue) || this.#isStopping) return
    const lane = this.#worker.laneOf(queue, jobName)
    const { rateLimit } = this.#book.settingsOf(queue, jobName)
    const { leaseMs } = this.#host.settings.jobs
    const bullWorker = new BullWorker(queueKey(queue), () => this.#work(queue, lane), {
      connection: this.#connections.consumer,
      prefix: this.#prefix,
      concurrency: lane.capacity,
      lockDuration: leaseMs,
      stalledInterval: leaseMs,
      // A ticket is a hint: that its drawer died says nothing of the job.
      maxStalledCount: 1000,
      drainDelay: 1,
      ...(rateLimit && { limiter: { max: rateLimit.max, duration: rateLimit.perMs } })
    })
    bullWorker.on('error', (error) => this.#host.log.debug({ err: error }, 'redis worker'))
    this.#bullWorkers.set(queue, bullWorker)
  }

  /** Draws no more tickets; those drawn are claimed or dropped. */
  async stop(): Promise<void> {
    this.#isStopping = true
    await Promise.all([...this.#bullWorkers.values()].map((bullWorker) => bullWorker.pause(true)))
    await this.#claiming
  }

  /** Ends BullMQ's loops. A Redis that is gone is not waited for. */
  async close(): Promise<void> {
    const closing = Promise.all([...this.#bullWorkers.values()].map((worker) => worker.close(true)))
    await Promise.race([closing.catch(() => undefined), this.#host.clock.sleep(500)])
  }

  /** Serves one ticket: ends when its job has left its slot. The ticket is void when no job is there any more. */
  async #work(queue: string, lane: Lane): Promise<void> {
    const row = await this.#claim(queue)
    if (!row) return
    await this.#worker.accept(row)
    const bullWorker = this.#bullWorkers.get(queue)
    if (bullWorker && bullWorker.concurrency !== lane.capacity)
      bullWorker.concurrency = lane.capacity
  }

  #claim(queue: string): Promise<JobRow | undefined> {
    if (this.#isStopping) return Promise.resolve(undefined)
    return new Promise((resolve, reject) => {
      this.#wanted.push({ queue, resolve, reject })
      this.#claiming ??= this.#claimAll()
    })
  }

  async #claimAll(): Promise<void> {
    await new Promise(setImmediate)
    while (this.#wanted.length > 0) {
      const wanted = this.#wanted.splice(0)
      const byQueue = new Map<string, Wanted[]>()
      for (const one of wanted) byQueue.set(one.queue, [...(byQueue.get(one.queue) ?? []), one])
      try {
        const rows = await this.#claimFor(byQueue)
        for (const [queue, drawn] of byQueue) {
          const claimed = rows.get(queue) ?? []
          for (const [index, { resolve }] of drawn.entries()) resolve(claimed[index])
        }
        this.onDrawn(wanted.length)
      } catch (error) {
        for (const { reject } of wanted) reject(error)
      }
    }
    this.#claiming = null
  }

  #claimFor(byQueue: Map<string, Wanted[]>): Promise<Map<string, JobRow[]>> {
    const { database, instance: worker } = this.#host
    const leaseUntil = this.#worker.leaseUntil()
    return database.transaction(
      async (tx) => {
        const rows = new Map<string, JobRow[]>()
        for (const [queue, { length: limit }] of byQueue) {
          rows.set(queue, await claim(tx, { queue, from: 'handed', limit, worker, leaseUntil }))
        }
        return rows
      },
      { actor: 'system' }
    )
  }
}
