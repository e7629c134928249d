import type { Dispatcher } from 'undici'
import type { Adapter, ChannelClient, Classification } from '#core/channel/adapter'
import { JobPostponed } from '#core/jobs'
import { undici } from '#core/net/undici'
import type { PluginContext } from '#core/plugin'
import { ChannelBroken, ChannelCallFailed, ChannelCallRejected } from '../errors.ts'
import type { ChannelRow } from '../tables.ts'
import { adapterOf } from './accounts.ts'
import { openSecrets } from './credentials.ts'
import { type ChannelSettings, checkSettings } from './settings.ts'

/** One account with its connected client. */
export class Connection {
  readonly channel: ChannelRow
  readonly adapter: Adapter
  readonly #connect: () => ChannelClient
  #client: ChannelClient

  constructor(channel: ChannelRow, adapter: Adapter, connect: () => ChannelClient) {
    this.channel = channel
    this.adapter = adapter
    this.#connect = connect
    this.#client = connect()
  }

  get client(): ChannelClient {
    return this.#client
  }

  /**
   * Calls the platform and turns a failure into what the engine does about it.
   *
   * Errors: JOB_POSTPONED when throttled; CHANNEL_CALL_FAILED to try again; CHANNEL_CALL_REJECTED;
   * CHANNEL_BROKEN when the account itself is refused.
   */
  async call<T>(operation: string, work: (client: ChannelClient) => Promise<T>): Promise<T> {
    try {
      return await work(this.#client)
    } catch (error) {
      const verdict = this.#client.classify(error)
      if (verdict.action !== 'refreshToken') throw this.#failure(operation, verdict, error)
      return this.#callAgain(operation, work)
    }
  }

  /** A new client gets itself a new token; one that does not help either is a broken account. */
  async #callAgain<T>(operation: string, work: (client: ChannelClient) => Promise<T>): Promise<T> {
    this.#client = this.#connect()
    try {
      return await work(this.#client)
    } catch (error) {
      const verdict = this.#client.classify(error)
      if (verdict.action !== 'refreshToken') throw this.#failure(operation, verdict, error)
      throw this.#failure(operation, { action: 'fatal', reason: verdict.reason }, error)
    }
  }

  #failure(
    operation: string,
    verdict: Exclude<Classification, { action: 'refreshToken' }>,
    cause: unknown
  ): Error {
    const channel = this.channel.id
    const { reason } = verdict
    switch (verdict.action) {
      case 'retry':
        return new ChannelCallFailed({ channel, operation, reason }, { cause })
      case 'rateLimited':
        return new JobPostponed({ retryAfterMs: verdict.retryAfterMs }, { cause })
      case 'rejected':
        return new ChannelCallRejected(
          { channel, operation, platformCode: verdict.code, reason },
          { cause }
        )
      case 'fatal':
        return new ChannelBroken({ channel, reason }, { cause })
    }
  }
}

/** Clients of all accounts: made on first use, made anew when the account changes. */
export class Connections {
  readonly #host: Pick<PluginContext, 'adapters' | 'encryptionKey' | 'clock' | 'log'>
  readonly #open = new Map<string, Connection>()
  readonly #simulated = new Map<string, ChannelSettings>()
  #http: Dispatcher | undefined

  constructor(host: Pick<PluginContext, 'adapters' | 'encryptionKey' | 'clock' | 'log'>) {
    this.#host = host
  }

  /** The connection of an account as it is now. Errors: ADAPTER_UNKNOWN, ENCRYPTION_KEY_MISSING. */
  of(channel: ChannelRow): Connection {
    const open = this.#open.get(channel.id)
    if (open?.channel.version === channel.version) return open
    const adapter = adapterOf(this.#host, channel.platform)
    const { encryptionKey, clock, log } = this.#host
    const settings = checkSettings(adapter, channel.id, {
      ...(JSON.parse(channel.settings) as ChannelSettings),
      ...openSecrets(channel.secrets, channel.id, encryptionKey),
      ...this.#simulated.get(channel.id)
    })
    const io = {
      http: this.#dispatcher(),
      clock,
      log: log.child({ channel: channel.id }),
      channelId: channel.id
    }
    const connection = new Connection(channel, adapter, () => adapter.connect(settings, io))
    this.#open.set(channel.id, connection)
    return connection
  }

  /** Settings that a simulation stands in for, from now on. */
  simulate(channelId: string, settings: ChannelSettings): void {
    this.#simulated.set(channelId, settings)
    this.#open.delete(channelId)
  }

  async close(): Promise<void> {
    await this.#http?.destroy()
    this.#http = undefined
    this.#open.clear()
  }

  #dispatcher(): Dispatcher {
    this.#http ??= new (undici().Agent)({
      connect: { timeout: 10_000 },
      headersTimeout: 30_000,
      bodyTimeout: 60_000
    })
    return this.#http
  }
}
