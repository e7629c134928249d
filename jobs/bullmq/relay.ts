import { Queue } from 'bullmq'
import type { JobHost } from '#core/jobs'
import { countIn, handOut, lastHanded, lockQueue, queuesIn } from '../claims.ts'
import type { QueueBook } from '../queues.ts'
import type { Connections } from './connections.ts'
import { sizeOf, ticketsFor } from './tickets.ts'

/** Jobs of a queue that Redis holds tickets for at most; others wait in the table, in order. */
export const handedMax = 2000
const ticketsPerCall = 500
/** How often it is checked whether Redis holds tickets for as many jobs as it should. */
const repairEveryMs = 5000

/**
 * Hands tickets to Redis. A ticket says how many jobs of its queue are due, not which: whoever draws it claims the most
 * urgent ones.
 */
export class Relay {
  readonly #host: JobHost
  readonly #book: QueueBook
  readonly #connections: Connections
  readonly #prefix: string
  readonly #queues = new Map<string, Queue>()
  #repairedMs = Number.NEGATIVE_INFINITY

  constructor(host: JobHost, book: QueueBook, connections: Connections, prefix: string) {
    this.#host = host
    this.#book = book
    this.#connections = connections
    this.#prefix = prefix
  }

  /** Hands over what is due, queue by queue. True: there may be more. */
  async handOver(): Promise<boolean> {
    let isMore = false
    for (const { queue, name } of await queuesIn(this.#host.database.reader, 'ready')) {
      const tickets = await this.#take(queue, name)
      await this.add(queue, tickets)
      if (tickets.length > 0) isMore = true
    }
    return isMore
  }

  /**
   * Hands over again what Redis should hold and does not: it may have been flushed or restarted, or a process may have
   * died between the commit and the call.
   */
  async repair(): Promise<void> {
    const { clock, database } = this.#host
    const nowMs = clock.monotonicMs()
    if (nowMs - this.#repairedMs < repairEveryMs) return
    this.#repairedMs = nowMs
    for (const { queue, name } of await queuesIn(database.reader, 'handed')) {
      const handed = await countIn(database.reader, queue, 'handed')
      const tickets = await this.#queueOf(queue).getRanges(['wait'])
      const held = tickets.reduce((jobs, ticket) => jobs + sizeOf(ticket), 0)
      if (held >= handed) continue
      const missing = await lastHanded(database.reader, queue, handed - held)
      await this.add(queue, ticketsFor(missing, this.#sizeMax(queue, name)))
    }
  }

  /** Redis may have lost everything, or a ticket was drawn in vain: the next pulse does not wait for its round. */
  repairSoon(): void {
    this.#repairedMs = Number.NEGATIVE_INFINITY
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#queues.values()].map((queue) => queue.close().catch(() => undefined))
    )
  }

  /**
   * Marks jobs as handed out. A limit over all processes is kept here, in the table: Redis may forget. When the call to
   * Redis fails afterwards, the repair hands the same tickets over later.
   */
  async #take(queue: string, name: string): Promise<string[]> {
    const { concurrency, isGlobal } = this.#book.settingsOf(queue, name)
    const { database } = this.#host
    const taken = await database.transaction(
      async (tx) => {
        if (isGlobal) await lockQueue(tx, queue)
        const free = isGlobal
          ? concurrency - (await countIn(tx, queue, 'handed', 'running'))
          : handedMax - (await countIn(tx, queue, 'handed'))
        return free > 0 ? handOut(tx, queue, free) : []
      },
      { actor: 'relay' }
    )
    return ticketsFor(taken, this.#sizeMax(queue, name))
  }

  /** BullMQ counts tickets where a queue limits how many jobs are started in a span of time. */
  #sizeMax(queue: string, name: string): number | undefined {
    return this.#book.settingsOf(queue, name).rateLimit && 1
  }

  /** Gives tickets to Redis. One that it has already changes nothing. */
  async add(queue: string, tickets: readonly string[]): Promise<void> {
    for (let at = 0; at < tickets.length; at += ticketsPerCall) {
      await this.#queueOf(queue).addBulk(
        tickets.slice(at, at + ticketsPerCall).map((jobId) => ({
          name: 'ticket',
          data: 0,
          opts: { jobId, removeOnComplete: true, removeOnFail: true }
        }))
      )
    }
  }

  #queueOf(name: string): Queue {
    let queue = this.#queues.get(name)
    if (!queue) {
      queue = new Queue(queueKey(name), {
        connection: this.#connections.producer,
        prefix: this.#prefix
      })
      queue.on('error', (error) => this.#host.log.debug({ err: error }, 'redis queue'))
      this.#queues.set(name, queue)
    }
    return queue
  }
}

/** BullMQ allows no colon in a queue's name. */
export function queueKey(name: string): string {
  return name.replaceAll(':', '.')
}
