import type { JobHost } from '#core/jobs'
import { claim } from '../claims.ts'
import type { Lane } from '../lane.ts'
import type { QueueBook } from '../queues.ts'
import type { JobRow } from '../tables.ts'
import type { Worker } from '../worker.ts'
import type { Connections } from './connections.ts'
import { queueKey, type Relay } from './relay.ts'
import { type DrawnTicket, TicketSource } from './ticket-source.ts'
import { restOf, sizeOf } from './tickets.ts'

/** How long to wait before a queue is tried again that could not be drawn from. */
const pauseMs = 100

/** A queue that this process works. */
interface Line {
  queue: string
  lane: Lane
  source: TicketSource
  isRateLimited: boolean
}

/** Draws tickets from Redis when there is room, and claims the jobs that they stand for. */
export class Drawer {
  readonly #host: JobHost
  readonly #worker: Worker
  readonly #book: QueueBook
  readonly #connections: Connections
  readonly #relay: Relay
  readonly #prefix: string
  readonly #lines = new Map<string, Line>()
  readonly #drawing: Promise<void>[] = []
  readonly #stop = new AbortController()
  #waitingForRoom: (() => void)[] = []
  /** Called with the number of jobs claimed, so that the relay can follow up. */
  onClaimed: (jobs: number) => void = () => undefined

  constructor(
    host: JobHost,
    worker: Worker,
    book: QueueBook,
    { connections, relay, prefix }: { connections: Connections; relay: Relay; prefix: string }
  ) {
    this.#host = host
    this.#worker = worker
    this.#book = book
    this.#connections = connections
    this.#relay = relay
    this.#prefix = prefix
  }

  /** Begins to draw tickets of a queue, once. */
  listen(queue: string, jobName: string): void {
    if (this.#lines.has(queue) || this.#stop.signal.aborted) return
    const { rateLimit } = this.#book.settingsOf(queue, jobName)
    const { leaseMs } = this.#host.settings.jobs
    const source = new TicketSource(queueKey(queue), {
      connection: this.#connections.consumer,
      prefix: this.#prefix,
      lockDuration: leaseMs,
      stalledInterval: leaseMs,
      // A ticket is a hint: that its drawer died says nothing of its jobs.
      maxStalledCount: 1000,
      drainDelay: 1,
      ...(rateLimit && { limiter: { max: rateLimit.max, duration: rateLimit.perMs } })
    })
    source.on('error', (error) => this.#host.log.debug({ err: error }, 'redis worker'))
    void source.startStalledCheckTimer()
    const lane = this.#worker.laneOf(queue, jobName)
    const line = { queue, lane, source, isRateLimited: rateLimit !== undefined }
    this.#lines.set(queue, line)
    this.#drawing.push(this.#draw(line))
  }

  /** A lane may have room again. */
  onRoom(): void {
    for (const resolve of this.#waitingForRoom.splice(0)) resolve()
  }

  /** Draws no more tickets; of those drawn the jobs are claimed. */
  async stop(): Promise<void> {
    this.#stop.abort()
    this.onRoom()
    this.#connections.unblock()
    await Promise.all(this.#drawing)
  }

  /** Ends BullMQ's part, once its connections have ended. */
  async close(): Promise<void> {
    await Promise.all([...this.#lines.values()].map(({ source }) => source.close(true)))
  }

  /** Without room it holds no ticket, so that another process can have it. */
  async #draw(line: Line): Promise<void> {
    const { signal } = this.#stop
    let ticket: DrawnTicket | undefined
    while (!signal.aborted) {
      if (line.lane.room <= 0) {
        await new Promise<void>((resolve) => this.#waitingForRoom.push(resolve))
        continue
      }
      try {
        ticket ??= await line.source.draw()
        if (ticket) ticket = await this.#serve(line, ticket)
        else if (line.isRateLimited) await this.#host.clock.sleep(pauseMs / 10, signal)
      } catch (error) {
        this.#host.log.debug({ err: error, queue: line.queue }, 'cannot draw a ticket')
        ticket = undefined
        await this.#host.clock.sleep(pauseMs, signal)
      }
    }
  }

  /**
   * Claims what a ticket stands for, as far as there is room, and ends it. The rest goes back first: should this process
   * die in between, the ticket itself comes back too, and a job too many claimed for is none.
   *
   * Shape: the next ticket, if there is room for its jobs.
   */
  async #serve(line: Line, ticket: DrawnTicket): Promise<DrawnTicket | undefined> {
    const { queue, lane, source } = line
    const id = ticket.id as string
    const taken = Math.max(1, Math.min(sizeOf(id), lane.room))
    if (sizeOf(id) > taken) await this.#relay.add(queue, [restOf(id, taken)])
    const rows = await this.#claim(queue, taken)
    for (const row of rows) void this.#worker.accept(row)
    this.onClaimed(rows.length)
    // A job that somebody changes at this moment is passed over, and has no ticket any more.
    if (rows.length < taken) this.#relay.repairSoon()
    return source.finish(ticket, lane.room > 0 && !this.#stop.signal.aborted)
  }

  #claim(queue: string, limit: number): Promise<JobRow[]> {
    const { database, instance: worker } = this.#host
    const leaseUntil = this.#worker.leaseUntil()
    return database.transaction(
      (tx) => claim(tx, { queue, from: 'handed', limit, worker, leaseUntil }),
      { actor: 'system' }
    )
  }
}
