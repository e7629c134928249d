import type { Logger } from 'pino'
import type { Simulation } from '#core/channel/simulator'
import { adapterOf, changeChannel } from './accounts/accounts.ts'
import { retireConfigured, workingChannels } from './repository/accounts.ts'
import { markListingsDirty } from './repository/pushes.ts'
import type { ChannelsOptionsShape, ConfiguredAccountShape } from './schema.ts'
import type { Channels } from './service.ts'

/**
 * Brings the accounts of the config file in, starts the platforms that are simulated, and puts
 * every account to work. What the file no longer names is switched off, with all it has.
 */
export class Startup {
  readonly #channels: Channels
  readonly #accounts: ChannelsOptionsShape['accounts']
  readonly #log: Logger
  readonly #simulations: Simulation[] = []

  constructor(channels: Channels, accounts: ChannelsOptionsShape['accounts'], log: Logger) {
    this.#channels = channels
    this.#accounts = accounts
    this.#log = log
  }

  async start(): Promise<void> {
    const { host } = this.#channels
    for (const account of this.#accounts) await this.#bringIn(account)
    await host.transaction(async (tx) => {
      const retired = await retireConfigured(
        tx,
        this.#accounts.map(({ id }) => id)
      )
      const after = { isEnabled: false }
      tx.audit(
        retired.map((subjectId) => ({
          action: 'channel.retire',
          subjectType: 'channel',
          subjectId,
          after
        }))
      )
      for (const channel of await workingChannels(tx)) {
        if (host.adapters.has(channel.platform)) await this.#channels.setToWork(tx, channel)
      }
    })
  }

  async stop(): Promise<void> {
    await Promise.all(this.#simulations.splice(0).map((simulation) => simulation.stop()))
    const { connections, evidence } = this.#channels.work
    await connections.close()
    await evidence.close()
  }

  async #bringIn(account: ConfiguredAccountShape): Promise<void> {
    const {
      simulate = false,
      seedCatalog = false,
      enabled = true,
      settings = {},
      ...rest
    } = account
    const { host } = this.#channels
    const simulation = simulate ? await this.#simulate(account) : undefined
    const simulated = simulation?.settings ?? {}
    const input = { ...rest, settings, isEnabled: enabled }
    await host.transaction(async (tx) => {
      const row = await this.#channels.saveRow(tx, input, { isConfigured: true, simulated })
      if (!simulation) return
      // A stand-in forgets what it was told when its process ends.
      await changeChannel(tx, row, { subscribedUrl: null })
      await markListingsDirty(tx, row.id, 'all')
    })
    if (!simulation) return
    if (seedCatalog) await this.#seed(account.id, simulation)
    this.#channels.work.connections.simulate(account.id, simulation.settings)
    const url = String(simulation.settings.baseUrl ?? '')
    this.#log.info({ channel: account.id, url }, 'simulated platform: its orders are made up')
  }

  /**
   * Puts what the stand-in sells into catalog and stock; done once, however often the engine
   * starts.
   */
  #seed(channelId: string, { products }: Simulation): Promise<void> {
    const { takers, host } = this.#channels.work
    return host.transaction(async (tx) => {
      const variants = await takers.catalog.createTracked(tx, products)
      await takers.inventory.recordAdjustments(
        tx,
        products.map(({ sku, onHand }) => ({
          sourceId: `simulation:${channelId}:${sku}`,
          variantId: variants.get(sku)!.id,
          quantity: onHand,
          reason: 'stock of the simulated shop',
          at: tx.now
        }))
      )
    })
  }

  async #simulate({ id, platform, settings = {} }: ConfiguredAccountShape): Promise<Simulation> {
    const { clock, log, adapters } = this.#channels.host
    const adapter = adapterOf({ adapters }, platform)
    if (!adapter.simulate) {
      throw new TypeError(`channel ${id}: the adapter of ${platform} has no simulator`)
    }
    const io = { clock, log: log.child({ channel: id }), channelId: id }
    const simulation = await adapter.simulate(settings, io)
    this.#simulations.push(simulation)
    return simulation
  }
}
