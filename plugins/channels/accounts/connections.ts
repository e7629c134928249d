import type { Dispatcher } from 'undici'
import type { Adapter } from '#core/channel/adapter'
import { undici } from '#core/net/undici'
import type { PluginContext } from '#core/plugin'
import type { ChannelRow } from '../tables.ts'
import { adapterOf } from './accounts.ts'
import { Circuit } from './circuit.ts'
import { Connection } from './connection.ts'
import { openSecrets } from './credentials.ts'
import { Meter } from './meter.ts'
import { AccountPace } from './pace.ts'
import { Rests } from './rests.ts'
import { type ChannelSettings, checkSettings } from './settings.ts'
import { TokenKeeper } from './tokens.ts'

type Host = Pick<
  PluginContext,
  'adapters' | 'encryptionKey' | 'clock' | 'log' | 'db' | 'transaction' | 'alerts'
>

/**
 * What a connection is used for. Each use has a connection of its own, since one serves one job at a time;
 * `history` leaves half of every budget to the others.
 */
export type ConnectionUse = 'live' | 'history'

const spareOf = { live: 0, history: 0.5 } as const

/** Clients of all accounts: made on first use, made anew when the account changes. */
export class Connections {
  readonly #host: Host
  readonly #open = new Map<string, Connection>()
  readonly #simulated = new Map<string, ChannelSettings>()
  #http: Dispatcher | undefined

  constructor(host: Host) {
    this.#host = host
  }

  /** The connection of an account as it is now. Errors: ADAPTER_UNKNOWN, ENCRYPTION_KEY_MISSING. */
  of(channel: ChannelRow, use: ConnectionUse = 'live'): Connection {
    const open = this.#open.get(`${use}:${channel.id}`)
    if (open?.channel.version === channel.version) return open
    const adapter = adapterOf(this.#host, channel.platform)
    const settings = checkSettings(adapter, channel.id, this.settingsOf(channel))
    const connection = this.#connect(channel, adapter, { settings, use })
    this.#open.set(`${use}:${channel.id}`, connection)
    return connection
  }

  /** All settings of an account, whether they are complete or not. Errors: ENCRYPTION_KEY_MISSING. */
  settingsOf(channel: ChannelRow): ChannelSettings {
    return {
      ...(JSON.parse(channel.settings) as ChannelSettings),
      ...openSecrets(channel.secrets, channel.id, this.#host.encryptionKey),
      ...this.#simulated.get(channel.id)
    }
  }

  /** What an adapter is given as long as there is no token. */
  io(channel: ChannelRow, pace: AccountPace = this.#paceOf(channel).pace) {
    const { clock, log } = this.#host
    return {
      http: this.#dispatcher(),
      clock,
      log: log.child({ channel: channel.id }),
      channelId: channel.id,
      pace
    }
  }

  /** Settings that a simulation stands in for, from now on. */
  simulate(channelId: string, settings: ChannelSettings): void {
    this.#simulated.set(channelId, settings)
    for (const use of ['live', 'history']) this.#open.delete(`${use}:${channelId}`)
  }

  async close(): Promise<void> {
    await this.#http?.destroy()
    this.#http = undefined
    this.#open.clear()
  }

  #paceOf(channel: ChannelRow, use: ConnectionUse = 'live') {
    const rests = new Rests(this.#host, channel.id)
    const meter = new Meter()
    const { budgets = [] } = adapterOf(this.#host, channel.platform)
    const options = { channelId: channel.id, budgets, spare: spareOf[use] }
    return { rests, meter, pace: new AccountPace(this.#host, rests, meter, options) }
  }

  #connect(
    channel: ChannelRow,
    adapter: Adapter,
    { settings, use }: { settings: ChannelSettings; use: ConnectionUse }
  ): Connection {
    const parts = this.#paceOf(channel, use)
    const io = this.io(channel, parts.pace)
    const { tokens: renewal } = adapter
    const fix = adapter.consent
      ? `have its owner authorize it again: shopkeeper channel authorize ${channel.id}`
      : 'enter its settings again'
    const tokens = renewal
      ? new TokenKeeper(this.#host, channel, {
          meter: parts.meter,
          ...(renewal.aheadMs !== undefined && { aheadMs: renewal.aheadMs }),
          renew: (current) =>
            renewal.renew(settings, io, current).catch(async (error) => {
              throw await connection.tokenFailure(error, fix)
            })
        })
      : null
    const token = () =>
      tokens?.token() ?? Promise.reject(new TypeError(`${adapter.platform} declares no tokens`))
    const connection: Connection = new Connection(channel, adapter, {
      ...parts,
      tokens,
      capabilities: adapter.capabilitiesOf?.(settings) ?? adapter.capabilities,
      circuit: new Circuit(this.#host, channel, parts.rests),
      connect: () => adapter.connect(settings, { ...io, token })
    })
    return connection
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
