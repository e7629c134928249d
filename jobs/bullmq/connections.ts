import { Redis, type RedisOptions } from 'ioredis'
import type { Logger } from 'pino'
import type { Health } from '#core/jobs'

/** How long a command may take: longer, and Redis counts as gone. */
const commandMs = 2000
/** How long a start waits for Redis before it goes on without. */
const firstConnectMs = 1000

/**
 * A Redis client that can end for good, along with those that BullMQ duplicates from it. BullMQ connects a client again
 * whose server was silent, and may do so after it was closed: such a connection would keep the process alive.
 */
class Client extends Redis {
  readonly #duplicates: Client[] = []
  #isEnded = false

  override connect(): Promise<void> {
    return this.#isEnded ? Promise.reject(new Error('the engine has stopped')) : super.connect()
  }

  override duplicate(options?: Partial<RedisOptions>): Redis {
    const copy = new Client({ ...this.options, ...options, replyMapping: 'legacy' })
    copy.on('error', () => undefined)
    this.#duplicates.push(copy)
    return copy
  }

  endDuplicates(): void {
    for (const copy of this.#duplicates) copy.endAll()
  }

  endAll(): void {
    this.#isEnded = true
    this.endDuplicates()
    const isBetweenTries = this.status === 'reconnecting'
    this.disconnect()
    if (!isBetweenTries) return
    // ioredis forgets its next try and says nothing, so that whoever waits for the connection would wait for ever.
    this.status = 'end'
    this.emit('end')
  }
}

/** Nothing ever hangs on a Redis that is gone, and what was not answered is not sent again behind our back. */
const failFast = {
  lazyConnect: true,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  commandTimeout: commandMs,
  // A server that is frozen never says goodbye.
  disconnectTimeout: 0,
  retryStrategy: reconnectMs
} satisfies RedisOptions

/** The connections of one process: the producer hands tickets over, the consumer draws them. */
export class Connections {
  readonly producer: Client
  readonly consumer: Client
  readonly #log: Logger

  constructor(url: string, log: Logger) {
    this.#log = log
    this.producer = new Client(url, { ...failFast, maxRetriesPerRequest: 1 })
    // BullMQ insists on null where a command may block.
    this.consumer = new Client(url, { ...failFast, maxRetriesPerRequest: null })
    for (const client of [this.producer, this.consumer]) {
      client.on('error', (error) => log.debug({ err: error }, 'redis'))
    }
    this.producer.on('ready', () => void this.#warnOfEviction())
  }

  get isReady(): boolean {
    return this.producer.status === 'ready'
  }

  /** Connects; waits a moment for it, but never fails: without Redis jobs wait in the outbox. */
  async open(): Promise<void> {
    this.consumer.connect().catch(() => undefined)
    const connected = this.producer.connect().catch(() => undefined)
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise((resolve) => {
      timer = setTimeout(resolve, firstConnectMs)
    })
    await Promise.race([connected, patience])
    clearTimeout(timer)
  }

  async health(): Promise<Health> {
    if (!this.isReady) {
      return { ok: false, detail: `redis is ${this.producer.status}; jobs wait in the outbox` }
    }
    const isAnswering = await this.producer.ping().then(
      () => true,
      () => false
    )
    return isAnswering
      ? { ok: true }
      : { ok: false, detail: 'redis does not answer; jobs wait in the outbox' }
  }

  /** Interrupts those that wait for a ticket. */
  unblock(): void {
    this.consumer.endDuplicates()
  }

  close(): void {
    this.consumer.endAll()
    this.producer.endAll()
  }

  /** A Redis that evicts keys loses tickets. Nothing is lost for good, but jobs wait for the next repair. */
  async #warnOfEviction(): Promise<void> {
    const memory = await this.producer.info('memory').catch(() => '')
    const policy = /maxmemory_policy:(\S+)/.exec(memory)?.[1]
    if (policy === undefined || policy === 'noeviction') return
    this.#log.warn(
      { policy },
      'redis evicts keys: set maxmemory-policy to noeviction, or jobs are delayed'
    )
  }
}

function reconnectMs(times: number): number {
  return Math.min(50 * 2 ** times, 1000)
}
