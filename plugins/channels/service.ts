import type { Capabilities } from '#core/channel/capabilities'
import type { PluginContext } from '#core/plugin'
import { instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { adapterOf, type SaveOptions, saveAccount, toRef } from './accounts/accounts.ts'
import type { AccountInput, ChannelsService } from './api.ts'
import { checkAccount } from './check.ts'
import { ChannelPaused, ChannelUnsupported } from './errors.ts'
import { Listings } from './listings.ts'
import type { Takers } from './pull/documents.ts'
import { pullDirectly } from './pull/handlers.ts'
import { findChannel, listChannels, updateChannel } from './repository/accounts.ts'
import { markListingsDirty } from './repository/listings.ts'
import type { ChannelAction } from './routes/channels.ts'
import type { ChannelRow } from './tables.ts'
import { pullNow } from './webhooks.ts'
import { ChannelWork } from './work.ts'

/** The rules of channel accounts, for routes, jobs and other plugins. */
export class Channels {
  readonly host: PluginContext
  readonly work: ChannelWork
  readonly listings: Listings
  readonly #publicUrl: string | undefined

  constructor(host: PluginContext, takers: Takers, publicUrl?: string) {
    this.host = host
    this.work = new ChannelWork(host, takers)
    this.listings = new Listings(takers.catalog)
    this.#publicUrl = publicUrl?.replace(/\/$/, '')
  }

  /** What other plugins and commands may ask. */
  asService(): ChannelsService {
    return {
      list: async (db) => (await listChannels(db)).map(toRef),
      save: async (tx, input) => toRef(await this.saveRow(tx, input)),
      pullOrders: pullDirectly(this.work),
      check: checkAccount(this.work)
    }
  }

  /** Saves an account and puts it to work; see `ChannelsService.save`. */
  async saveRow(tx: Tx, input: AccountInput, options?: SaveOptions): Promise<ChannelRow> {
    const before = input.id === undefined ? undefined : await findChannel(tx, input.id)
    const row = await saveAccount(tx, this.host, input, options)
    if (row.version === before?.version) return row
    const policyChanged =
      before !== undefined &&
      (['bufferUnits', 'ratioBps', 'capUnits', 'stopSell', 'pushStock'] as const).some(
        (name) => before[name] !== row[name]
      )
    if (policyChanged) await markListingsDirty(tx, row.id, 'all')
    await this.setToWork(tx, row)
    return row
  }

  /** Starts everything that an account does by itself. */
  async setToWork(tx: Tx, row: ChannelRow): Promise<void> {
    if (row.isEnabled === 0 || row.pausedAt !== null) return
    const { capabilities } = adapterOf(this.host, row.platform)
    const work = [{ payload: { channelId: row.id } }]
    await tx.enqueue('channels.pull-orders', work)
    if (capabilities.stock) await tx.enqueue('channels.push-stock', work)
    if (capabilities.shipments) await tx.enqueue('channels.confirm-shipments', work)
    if (this.#wantsSubscription(row)) await tx.enqueue('channels.subscribe', work)
  }

  /** Where the platform of a channel should send its webhooks; null without a public address. */
  callbackUrl(channelId: string): string | null {
    return this.#publicUrl === undefined
      ? null
      : `${this.#publicUrl}/v1/channels/${channelId}/webhook`
  }

  /**
   * Does one of the things a person may ask of a channel. Errors: CHANNEL_UNSUPPORTED,
   * CHANNEL_PAUSED.
   */
  async act(tx: Tx, channel: ChannelRow, action: ChannelAction): Promise<ChannelRow> {
    tx.audit([{ action: `channel.${action}`, subjectType: 'channel', subjectId: channel.id }])
    if (action === 'resume') return this.#resume(tx, channel)
    if (channel.pausedAt !== null) {
      throw new ChannelPaused({ channel: channel.id, reason: channel.pausedReason ?? 'paused' })
    }
    const work = { payload: { channelId: channel.id } }
    if (action === 'pull') {
      await tx.enqueue('channels.pull-orders', [pullNow(channel.id)])
      return channel
    }
    this.#require(channel, 'stock')
    if (action === 'push-stock') {
      await markListingsDirty(tx, channel.id, 'all')
      await tx.enqueue('channels.push-stock', [work])
      return channel
    }
    await tx.enqueue('channels.reconcile', [
      { ...work, key: `channels.reconcile:now:${channel.id}` }
    ])
    return channel
  }

  /** Platforms whose adapter can do something. */
  platformsWith(capability: Exclude<keyof Capabilities, 'orders'>): string[] {
    return [...this.host.adapters.values()]
      .filter(({ capabilities }) => capabilities[capability] !== false)
      .map(({ platform }) => platform)
  }

  /** Whether a pull that should have run has not: its job was lost, or has failed for good. */
  isOverdue({ nextPullAt }: ChannelRow, graceMs: number): boolean {
    return nextPullAt === null || instantMs(nextPullAt) + graceMs < this.host.clock.ms()
  }

  async #resume(tx: Tx, channel: ChannelRow): Promise<ChannelRow> {
    if (channel.pausedAt === null) return channel
    const resumed = { pausedAt: null, pausedReason: null }
    await updateChannel(tx, channel, resumed)
    await this.host.alerts.clear(tx, [
      { kind: 'channel.broken', subjectType: 'channel', subjectId: channel.id }
    ])
    const row = { ...channel, ...resumed, version: channel.version + 1, updatedAt: tx.now }
    await this.setToWork(tx, row)
    return row
  }

  #require(channel: ChannelRow, capability: Exclude<keyof Capabilities, 'orders'>): void {
    const { platform, capabilities } = adapterOf(this.host, channel.platform)
    if (capabilities[capability] === false) throw new ChannelUnsupported({ platform, capability })
  }

  #wantsSubscription(row: ChannelRow): boolean {
    const url = this.callbackUrl(row.id)
    const { capabilities } = adapterOf(this.host, row.platform)
    return capabilities.orders.push !== false && url !== null && url !== row.subscribedUrl
  }
}
