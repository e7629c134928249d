import type { Capabilities } from '#core/channel/capabilities'
import type { PluginContext } from '#core/plugin'
import { type Instant, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import {
  adapterOf,
  changeChannel,
  channelOf,
  clearTrouble,
  type SaveOptions,
  saveAccount,
  settingsOf,
  toRef
} from './accounts/accounts.ts'
import { assertPathsAllowed } from './accounts/host-paths.ts'
import type { AccountInput, ChannelsService } from './api.ts'
import { checkAccount } from './check.ts'
import { askForConsent, consentState } from './consent.ts'
import { BackfillOpen, ChannelPaused, ChannelUnsupported } from './errors.ts'
import { Listings } from './listings.ts'
import { firstWatermark } from './pull/by-window.ts'
import type { Takers } from './pull/documents.ts'
import { pullDirectly } from './pull/handlers.ts'
import { reportOf } from './report.ts'
import { listChannels, lockChannel } from './repository/accounts.ts'
import { beginBackfill, findBackfill } from './repository/backfills.ts'
import { markListingsDirty } from './repository/pushes.ts'
import { forgetFailures } from './repository/rests.ts'
import type { ChannelAction } from './routes/channels.ts'
import type { ChannelsOptionsShape } from './schema.ts'
import type { BackfillRow, ChannelRow } from './tables.ts'
import { webhookPathOf } from './view.ts'
import { pullNow } from './webhooks.ts'
import { ChannelWork } from './work.ts'
import { buyersDesk } from './writes/for-plugins.ts'
import { WriteRequests } from './writes/requests.ts'

/** The rules of channel accounts, for routes, jobs and other plugins. */
export class Channels {
  readonly host: PluginContext
  readonly work: ChannelWork
  readonly listings: Listings
  readonly writes: WriteRequests
  readonly #publicUrl: string | undefined
  readonly #folders: readonly string[]

  constructor(host: PluginContext, takers: Takers, options: ChannelsOptionsShape) {
    const { publicUrl, folders, unsafeAllowPrivateNetworks } = options
    this.host = host
    this.work = new ChannelWork(host, takers, unsafeAllowPrivateNetworks)
    this.listings = new Listings(takers.catalog)
    this.writes = new WriteRequests(this.work)
    this.#publicUrl = publicUrl?.replace(/\/$/, '')
    this.#folders = folders
  }

  /** What other plugins and commands may ask. */
  asService(): ChannelsService {
    return {
      list: async (db) => (await listChannels(db)).map(toRef),
      save: async (tx, input) => toRef(await this.saveRow(tx, input)),
      pullOrders: pullDirectly(this.work),
      check: checkAccount(this.work),
      authorize: async (tx, id) => askForConsent(tx, this, await channelOf(tx, id)),
      consentState: (db, id) => consentState(db, id, this.host.clock.now()),
      report: async (db, id, since) =>
        reportOf(db, await channelOf(db, id), { since, until: this.host.clock.now() }),
      ...buyersDesk(this.work.connections, this.writes)
    }
  }

  /** For settings that come over HTTP. Errors: ADAPTER_UNKNOWN, CHANNEL_PATH_FORBIDDEN. */
  assertPathsAllowed(platform: string, settings: Record<string, unknown>): Promise<void> {
    return assertPathsAllowed(adapterOf(this.host, platform), settings, this.#folders)
  }

  /** Saves an account and puts it to work; see `ChannelsService.save`. */
  async saveRow(tx: Tx, input: AccountInput, options?: SaveOptions): Promise<ChannelRow> {
    const before = input.id === undefined ? undefined : await lockChannel(tx, input.id)
    const row = await saveAccount(tx, this.host, input, options)
    if (row.version === before?.version) return row
    const policyChanged =
      before !== undefined &&
      (['bufferUnits', 'ratioBps', 'capUnits', 'stopSell', 'pushStock'] as const).some(
        (name) => before[name] !== row[name]
      )
    if (policyChanged) await markListingsDirty(tx, row.id, 'all')
    await this.setToWork(tx, row)
    if (!before) await this.#fillIn(tx, row)
    return row
  }

  /** Adds what the owner of an account has granted to its settings. */
  async grantSettings(tx: Tx, row: ChannelRow, granted: Record<string, unknown>): Promise<void> {
    if (Object.keys(granted).length === 0) return
    const { id, platform, name, isConfigured } = row
    const settings = { ...settingsOf(row, this.host.encryptionKey), ...granted }
    const input = { id, platform, name, settings }
    await this.saveRow(tx, input, { isConfigured: isConfigured === 1 })
  }

  /** Starts everything that an account does by itself. */
  async setToWork(tx: Tx, row: ChannelRow): Promise<void> {
    if (row.isEnabled === 0 || row.pausedAt !== null) return
    const { capabilities } = adapterOf(this.host, row.platform)
    const work = [{ payload: { channelId: row.id } }]
    await tx.enqueue('channels.pull-orders', work)
    if (capabilities.stock) await tx.enqueue('channels.push-stock', work)
    if (capabilities.prices) await tx.enqueue('channels.push-prices', work)
    if (capabilities.shipments) await tx.enqueue('channels.confirm-shipments', work)
    if (capabilities.orders.push && capabilities.orders.push.by === 'queue') {
      await tx.enqueue('channels.take-hints', work)
    }
    if (this.#wantsSubscription(row)) await tx.enqueue('channels.subscribe', work)
  }

  /** An address of this engine as platforms reach it; null without a public one. */
  urlOf(path: string): string | null {
    return this.#publicUrl === undefined ? null : `${this.#publicUrl}${path}`
  }

  /**
   * What a platform is to be told to send its hints to; a queue is filled wherever we are. Null: it cannot be
   * told.
   */
  subscriptionUrl({ id }: ChannelRow, { orders: { push } }: Capabilities): string | null {
    if (push === false) return null
    const url = this.urlOf(webhookPathOf(id))
    return push.by === 'queue' ? (url ?? 'queue') : url
  }

  /**
   * Fills in the orders since an instant, beside the work that goes on. Errors: CHANNEL_UNSUPPORTED,
   * CHANNEL_PAUSED, BACKFILL_OPEN.
   */
  async backfill(tx: Tx, channel: ChannelRow, since: Instant): Promise<BackfillRow> {
    assertWorking(channel)
    const { platform } = channel
    const { orders } = this.work.connections.of(channel).capabilities
    if (orders.pull.by === 'source')
      throw new ChannelUnsupported({ platform, capability: 'history' })
    const open = await findBackfill(tx, channel.id)
    if (open?.state === 'open') {
      throw new BackfillOpen({ channel: channel.id, since: open.sinceAt })
    }
    const after = { since }
    tx.audit([{ action: 'channel.backfill', subjectType: 'channel', subjectId: channel.id, after }])
    return this.#beginBackfill(tx, channel, { sinceAt: since, untilAt: tx.now })
  }

  /**
   * Does one of the things a person may ask of a channel. Errors: CHANNEL_UNSUPPORTED,
   * CHANNEL_PAUSED.
   */
  async act(tx: Tx, channel: ChannelRow, action: ChannelAction): Promise<ChannelRow> {
    tx.audit([{ action: `channel.${action}`, subjectType: 'channel', subjectId: channel.id }])
    if (action === 'resume') return this.resume(tx, channel)
    assertWorking(channel)
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
    await tx.enqueue('channels.reconcile', [{ ...work, key: `now:${channel.id}` }])
    await tx.enqueue('channels.reconcile-orders', [work])
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

  /** Lets a paused account work again, as if nothing had failed. Errors: VERSION_OUTDATED. */
  async resume(tx: Tx, channel: ChannelRow): Promise<ChannelRow> {
    if (channel.pausedAt === null) return channel
    await forgetFailures(tx, channel.id)
    const row = await changeChannel(tx, channel, { pausedAt: null, pausedReason: null })
    await clearTrouble(tx, this.host.alerts, channel.id)
    await this.setToWork(tx, row)
    return row
  }

  #require(channel: ChannelRow, capability: Exclude<keyof Capabilities, 'orders'>): void {
    const { platform, capabilities } = adapterOf(this.host, channel.platform)
    if (capabilities[capability] === false) throw new ChannelUnsupported({ platform, capability })
  }

  #wantsSubscription(row: ChannelRow): boolean {
    const url = this.subscriptionUrl(row, adapterOf(this.host, row.platform).capabilities)
    return url !== null && url !== row.subscribedUrl
  }

  /** What a new account's list of changes does not reach is filled in from the list that does. */
  async #fillIn(tx: Tx, row: ChannelRow): Promise<void> {
    const { pull, history } = adapterOf(this.host, row.platform).capabilities.orders
    if (!history || pull.by === 'source' || row.since === null) return
    const begins = firstWatermark(row.since, tx.now, { rules: pull, hasHistory: true })
    if (begins <= row.since) return
    await this.#beginBackfill(tx, row, { sinceAt: row.since, untilAt: begins })
  }

  async #beginBackfill(
    tx: Tx,
    { id, platform }: ChannelRow,
    span: Pick<BackfillRow, 'sinceAt' | 'untilAt'>
  ): Promise<BackfillRow> {
    const { history } = adapterOf(this.host, platform).capabilities.orders
    const reach = history && firstWatermark(span.sinceAt, tx.now, { rules: history })
    const row = { channelId: id, ...span, sinceAt: reach ?? span.sinceAt }
    const backfill = await beginBackfill(tx, row)
    await tx.enqueue('channels.backfill', [{ payload: { channelId: id } }])
    return backfill
  }
}

/** Errors: CHANNEL_PAUSED. */
function assertWorking({ id, pausedAt, pausedReason }: ChannelRow): void {
  if (pausedAt !== null) throw new ChannelPaused({ channel: id, reason: pausedReason ?? 'paused' })
}
