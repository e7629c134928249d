import { Redis, type RedisOptions } from 'ioredis'
import type { Logger } from 'pino'
import type { Health } from '#core/jobs'

/** How long a command of the relay may take: longer, and Redis counts as gone. */
const commandMs = 2000
/** How long a start waits for Redis before it goes on without. */
const firstConnectMs = 1000

/** A Redis client that can also end the ones BullMQ duplicates from it, whatever state they are in. */
class Client extends Redis {
  readonly #duplicates: Redis[] = []

  override duplicate(options?: Partial<RedisOptions>): Redis {
    const copy = super.duplicate(options)
    copy.on('error', () => undefined)
    this.#duplicates.push(copy)
    return copy
  }

  endAll(): void {
    for (const client of [...this.#duplicates, this]) client.disconnect()
  }
}

/**
 * The connections of one process. The producer fails fast, so that nothing ever hangs on a Redis that is gone; the
 * consumer waits for as long as it takes, since drawing tickets is all it does.
 */
export class Connections {
  readonly producer: Client
  readonly consumer: Client
  readonly #log: Logger

  constructor(url: string, log: Logger) {
    this.#log = log
    this.producer = new Client(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      maxRetriesPerRequest: 1,
      commandTimeout: commandMs,
      retryStrategy: reconnectMs
    })
    this.consumer = new Client(url, {
      lazyConnect: true,
      maxRetriesPerRequest: null,
      retryStrategy: reconnectMs
    })
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
