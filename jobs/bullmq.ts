import { Worker as BullWorker, Queue } from 'bullmq'
import { Redis } from 'ioredis'
import type { Settings } from '#core/config/schema'
import type { Health, JobHost } from '#core/jobs'
import type { JobBackend } from './backend.ts'
import { QueueBook } from './queues.ts'
import { claimByIds, handedJobs, handOut, queuesIn, type Ticket, takeBack } from './store.ts'
import type { JobRow } from './tables.ts'
import type { Worker } from './worker.ts'

/** Jobs of a queue that Redis holds at most; the rest wait in the table, in order. */
const handedMax = 1000
/** How often what Redis should hold is handed to it again. Doing so twice is harmless. */
const repairEveryMs = 5000

/**
 * The backend for many processes. A relay hands due jobs to BullMQ as tickets: an id and nothing else, named after the
 * job and its attempt, so that handing one over twice is harmless. Whoever draws a ticket claims the row; a ticket whose
 * row is taken or done is void. Redis may therefore lose everything at any time: the next repair hands it over again.
 */
export class BullmqBackend implements JobBackend {
  readonly name = 'bullmq'
  readonly #host: JobHost
  readonly #worker: Worker
  readonly #book: QueueBook
  readonly #redis: NonNullable<Settings['redis']>
  readonly #producer: Redis
  readonly #queues = new Map<string, Queue>()
  readonly #bullWorkers = new Map<string, BullWorker>()
  #claims: {
    id: string
    resolve: (row: JobRow | undefined) => void
    reject: (error: unknown) => void
  }[] = []
  #wake: (() => void) | null = null
  #isWoken = false
  #isStopping = false
  #loop: Promise<void> | null = null
  #repairedMs = 0

  constructor(host: JobHost, worker: Worker, redis: NonNullable<Settings['redis']>) {
    this.#host = host
    this.#worker = worker
    this.#book = new QueueBook(host)
    this.#redis = redis
    this.#producer = new Redis(redis.url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      retryStrategy: reconnectMs
    })
    this.#producer.on('error', (error) => host.log.debug({ err: error }, 'redis'))
  }

  async start(): Promise<void> {
    this.#producer.connect().catch(() => undefined)
    this.#loop = this.#run()
  }

  wake(): void {
    this.#isWoken = true
    this.#wake?.()
  }

  async health(): Promise<Health> {
    if (this.#producer.status === 'ready') return { ok: true }
    return { ok: false, detail: `redis is ${this.#producer.status}; jobs wait in the outbox` }
  }

  async stop(): Promise<void> {
    this.#isStopping = true
    this.wake()
    await this.#loop
    // Draining is the worker's business: here nobody waits for jobs that run, only for no new ones to come.
    await Promise.all([...this.#bullWorkers.values()].map((worker) => worker.pause(true)))
    for (const worker of this.#bullWorkers.values()) void worker.close(true).catch(() => undefined)
    await Promise.all(
      [...this.#queues.values()].map((queue) => queue.close().catch(() => undefined))
    )
    this.#producer.disconnect()
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      this.#isWoken = false
      try {
        if (this.#producer.status === 'ready') {
          const handed = await this.#relay()
          await this.#repair()
          if (handed > 0) continue
        }
      } catch (error) {
        this.#host.log.warn({ err: error }, 'cannot hand jobs to redis; they wait in the outbox')
      }
      if (!this.#isWoken) await this.#pause()
    }
  }

  /** Hands due jobs over, queue by queue; returns how many. */
  async #relay(): Promise<number> {
    const { database } = this.#host
    let handed = 0
    for (const { queue, name } of await queuesIn(database.reader, 'handed'))
      this.#listen(queue, name)
    for (const { queue, name } of await queuesIn(database.reader, 'ready')) {
      this.#listen(queue, name)
      const tickets = await database.transaction((tx) => handOut(tx, queue, handedMax), {
        actor: 'relay'
      })
      if (tickets.length === 0) continue
      try {
        await this.#add(queue, tickets)
      } catch (error) {
        const ids = tickets.map(({ id }) => id)
        await database.transaction((tx) => takeBack(tx, ids), { actor: 'relay' })
        throw error
      }
      handed += tickets.length
    }
    return handed
  }

  /** Hands over again what Redis should hold: it may have been flushed, or this process may have died half way. */
  async #repair(): Promise<void> {
    const nowMs = this.#host.clock.monotonicMs()
    if (nowMs - this.#repairedMs < repairEveryMs) return
    this.#repairedMs = nowMs
    const byQueue = new Map<string, Ticket[]>()
    for (const ticket of await handedJobs(this.#host.database.reader)) {
      byQueue.set(ticket.queue, [...(byQueue.get(ticket.queue) ?? []), ticket])
    }
    for (const [queue, tickets] of byQueue) await this.#add(queue, tickets)
  }

  async #add(queue: string, tickets: readonly Ticket[]): Promise<void> {
    await this.#queueOf(queue).addBulk(
      tickets.map(({ id, attempt, priority }) => ({
        name: 'ticket',
        data: id,
        opts: {
          jobId: `${id}-${attempt}`,
          priority: priority + 1,
          removeOnComplete: true,
          removeOnFail: true
        }
      }))
    )
  }

  #queueOf(name: string): Queue {
    let queue = this.#queues.get(name)
    if (!queue) {
      queue = new Queue(queueKey(name), { connection: this.#producer, prefix: this.#redis.prefix })
      queue.on('error', (error) => this.#host.log.debug({ err: error }, 'redis queue'))
      this.#queues.set(name, queue)
    }
    return queue
  }

  /** Begins to draw tickets of a queue, once, in a process that works. */
  #listen(name: string, jobName: string): void {
    if (this.#host.role === 'api' || this.#bullWorkers.has(name) || this.#isStopping) return
    const { concurrency, rateLimit, isGlobal } = this.#book.settingsOf(name, jobName)
    if (isGlobal)
      void this.#queueOf(name)
        .setGlobalConcurrency(concurrency)
        .catch(() => undefined)
    const bullWorker = new BullWorker(
      queueKey(name),
      async (ticket) => {
        const row = await this.#claim(ticket.data as string)
        if (row) await this.#worker.run(row)
      },
      {
        connection: {
          url: this.#redis.url,
          maxRetriesPerRequest: null,
          retryStrategy: reconnectMs
        },
        prefix: this.#redis.prefix,
        concurrency,
        lockDuration: this.#host.settings.jobs.leaseMs,
        ...(rateLimit && { limiter: { max: rateLimit.max, duration: rateLimit.perMs } })
      }
    )
    bullWorker.on('error', (error) => this.#host.log.debug({ err: error }, 'redis worker'))
    bullWorker.on('drained', () => this.wake())
    this.#bullWorkers.set(name, bullWorker)
  }

  /** Claims the row behind a ticket. Tickets drawn in the same moment share one transaction. */
  #claim(id: string): Promise<JobRow | undefined> {
    return new Promise((resolve, reject) => {
      this.#claims.push({ id, resolve, reject })
      if (this.#claims.length === 1) setImmediate(() => void this.#flushClaims())
    })
  }

  async #flushClaims(): Promise<void> {
    const claims = this.#claims
    this.#claims = []
    try {
      const { database, instance } = this.#host
      const ids = claims.map(({ id }) => id)
      const rows = await database.transaction(
        (tx) => claimByIds(tx, { ids, worker: instance, leaseUntil: this.#worker.leaseUntil() }),
        { actor: 'system' }
      )
      const byId = new Map(rows.map((row) => [row.id, row]))
      for (const { id, resolve } of claims) resolve(byId.get(id))
    } catch (error) {
      for (const { reject } of claims) reject(error)
    }
  }

  #pause(): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer)
        this.#wake = null
        resolve()
      }
      const timer = setTimeout(done, this.#host.settings.jobs.pollMs)
      this.#wake = done
    })
  }
}

/** BullMQ allows no colon in a queue's name. */
function queueKey(name: string): string {
  return name.replaceAll(':', '.')
}

function reconnectMs(times: number): number {
  return Math.min(50 * 2 ** times, 1000)
}
