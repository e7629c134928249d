import { randomBytes } from 'node:crypto'
import { createKey } from '#core/access/keys'
import type { Adapter } from '#core/channel/adapter'
import type { PlatformSimulator, SimulatedProduct } from '#core/channel/simulator'
import type { Engine } from '#core/engine/engine'
import { systemClock } from '#core/time'
import { createEngine } from '../../../engine.ts'
import { type RunningClock, runningClock } from './running-clock.ts'
import type { End, KitTest, Subject } from './subject.ts'

/** Long enough for a machine that is busy with other things. */
const patienceMs = 60_000
/** How much of the clock passes with every look: what waits for a time soon has it. */
const lapseMs = 2000
/** Whatever a platform's lag is, what was placed before is in its lists after so long. */
const lagMs = 300_000
/** Looks between two pulls that are asked for while something is waited for. */
const looksPerPull = 40

/** One account on a simulated platform of its own. */
export interface Account {
  channelId: string
  simulator: PlatformSimulator
}

export interface AccountOptions {
  /** How far the platform's clock is ahead of ours. Default 0. */
  skewMs?: number
  /** Of the channel, over the kit's own: an account that is pulled once an hour, unless it is told to. */
  channel?: Record<string, unknown>
  settings?: Record<string, unknown>
  /** What is on the platform before we ask it for the first time. */
  before?(simulator: PlatformSimulator): void
}

// biome-ignore lint/suspicious/noExplicitAny: scenarios look into answers freely
type Answer = { status: number; body: any }

/** A running engine with the adapter under test, for all scenarios of one end. */
export class Stand {
  readonly subject: Subject
  readonly engine: Engine
  readonly clock: RunningClock
  readonly database: { url: string }
  readonly #key: string
  readonly #address: string

  private constructor(
    subject: Subject,
    parts: { engine: Engine; clock: RunningClock; key: string; address: string; url: string }
  ) {
    this.subject = subject
    this.engine = parts.engine
    this.clock = parts.clock
    this.#key = parts.key
    this.#address = parts.address
    this.database = { url: parts.url }
  }

  /** Starts the engine; it stops with the test. */
  static async open(t: KitTest, subject: Subject, end: End): Promise<Stand> {
    const { url, redis } = await end.open(t)
    const clock = runningClock()
    const engine = await createEngine(
      {
        encryptionKey: randomBytes(32).toString('base64'),
        database: { url, durability: 'process' },
        http: { port: 0, rateLimitPerMinute: 1_000_000 },
        // The clock is put forward in the middle of jobs: their leases must be longer than that.
        jobs: { pollMs: 20, drainMs: 2000, leaseMs: 600_000 },
        ...(redis && { redis }),
        plugins: ['catalog', 'inventory', 'orders', 'channels'],
        adapters: [subject.adapter as Adapter]
      },
      { clock, logTo: { write: () => undefined } }
    )
    t.teardown(() => engine.stop())
    const address = (await engine.start()) as string
    const { key } = await engine.transaction((tx) =>
      createKey(tx, { name: 'conformance kit', role: 'owner' })
    )
    return new Stand(subject, { engine, clock, key, address, url })
  }

  /** Adds an account on a simulated platform of its own, with the platform's products in stock. */
  async account(t: KitTest, options: AccountOptions = {}): Promise<Account> {
    const { skewMs = 0, channel = {}, settings = {}, before } = options
    const clock = runningClock(this.clock, skewMs)
    const simulator = await this.subject.simulate({ clock })
    t.teardown(() => simulator.stop())
    await this.stock(simulator.products)
    before?.(simulator)
    const { body, status } = await this.call('POST', '/v1/channels', {
      platform: this.subject.adapter.platform,
      name: 'Conformance',
      settings: { ...simulator.settings, ...settings },
      unknownSkus: 'createUntracked',
      pullEverySeconds: 3600,
      currency: simulator.products[0]!.currency,
      since: this.clock.after(-3_600_000),
      ...channel
    })
    if (status !== 201) throw new Error(`the account was refused: ${JSON.stringify(body)}`)
    const channelId = body.id as string
    t.teardown(() => this.call('PATCH', `/v1/channels/${channelId}`, { isEnabled: false }))
    if ('webhookUrl' in simulator) {
      simulator.webhookUrl = `${this.#address}/v1/channels/${channelId}/webhook`
    }
    return { channelId, simulator }
  }

  /** Calls the engine's API as its owner. */
  async call(
    method: 'GET' | 'POST' | 'PATCH' | 'PUT',
    url: string,
    body?: object
  ): Promise<Answer> {
    const answer = await this.engine.app.inject({
      method,
      url,
      headers: {
        authorization: `Bearer ${this.#key}`,
        'idempotency-key': randomBytes(12).toString('hex')
      },
      ...(body !== undefined && { payload: body })
    })
    return { status: answer.statusCode, body: answer.body === '' ? null : answer.json() }
  }

  /** Asks for a pull now; one that waits already is enough. */
  async askForPull({ channelId }: Account): Promise<void> {
    const { status, body } = await this.call('POST', `/v1/channels/${channelId}/pull`)
    if (status !== 202) throw new Error(`no pull: ${JSON.stringify(body)}`)
  }

  /** Asks for a pull now and waits until it has come to its end without failing. */
  async pull(account: Account): Promise<void> {
    const before = await this.#lastPullOf(account.channelId)
    await this.askForPull(account)
    const isOver = async () => (await this.#lastPullOf(account.channelId)) > before
    await this.until(isOver, 'the end of a pull')
  }

  /** Has one order fetched, as a webhook would. */
  async fetch({ channelId }: Account, externalId: string): Promise<void> {
    await this.engine.transaction((tx) =>
      tx.enqueue('channels.fetch-order', [{ payload: { channelId, externalId } }])
    )
  }

  /** Sends a parcel with all or some lines of an order. Returns the shipment's id. */
  async ship(
    { channelId }: Account,
    externalId: string,
    parcel: { carrier?: string; trackingNumber: string; lines?: object[] }
  ): Promise<string> {
    const order = (await this.ordersOf({ channelId } as Account)).get(externalId)!
    const carrier = parcel.carrier ?? this.subject.carrier ?? 'UPS'
    const { status, body } = await this.call('POST', `/v1/orders/${order.id}/shipments`, {
      ...parcel,
      carrier
    })
    if (status !== 201) throw new Error(`not shipped: ${JSON.stringify(body)}`)
    const { body: shipped } = await this.call('GET', `/v1/orders/${order.id}`)
    return shipped.shipments.at(-1).id
  }

  /** Waits until something holds; meanwhile the clock runs fast. */
  async until(condition: () => Promise<boolean> | boolean, what: string): Promise<void> {
    const startedMs = systemClock.monotonicMs()
    while (!(await condition())) {
      if (systemClock.monotonicMs() - startedMs > patienceMs) {
        throw new Error(`${what} did not come about`)
      }
      await systemClock.sleep(20)
      this.clock.advance(lapseMs)
    }
  }

  /** Waits until something holds that pulls bring about, and asks for one from time to time. */
  async untilPulled(
    account: Account,
    condition: () => Promise<boolean>,
    what: string
  ): Promise<void> {
    let looks = 0
    this.clock.advance(lagMs)
    await this.until(async () => {
      if (looks++ % looksPerPull === 0) await this.askForPull(account)
      return condition()
    }, what)
  }

  /** Orders of an account as the engine has them, by external id. */
  async ordersOf({ channelId }: Account) {
    const rows = await this.engine.db
      .selectFrom('orders')
      .selectAll()
      .where('channelId', '=', channelId)
      .execute()
    return new Map(rows.map((row) => [row.externalId, row]))
  }

  /** Kinds of the alerts about an account that are open. */
  async alertsOf({ channelId }: Account): Promise<string[]> {
    const rows = await this.engine.db
      .selectFrom('alerts')
      .select(['kind', 'subjectId', 'fields'])
      .where('state', '=', 'open')
      .execute()
    return rows
      .filter(({ subjectId, fields }) => subjectId === channelId || fields?.includes(channelId))
      .map(({ kind }) => kind)
  }

  /** Takes products into the catalog, and what there is of them into stock. */
  async stock(products: readonly SimulatedProduct[]): Promise<void> {
    const { catalog, inventory } = this.#services()
    await this.engine.transaction(async (tx) => {
      const variants = await catalog.createTracked(tx, [...products])
      await inventory.recordAdjustments(
        tx,
        products.map(({ sku, onHand }) => ({
          sourceId: `kit:${sku}`,
          variantId: variants.get(sku)!.id,
          quantity: onHand,
          reason: 'to begin with',
          at: tx.now
        }))
      )
    })
  }

  /** Books units in or out. */
  async adjust(sku: string, quantity: number): Promise<void> {
    const { catalog, inventory } = this.#services()
    await this.engine.transaction(async (tx) => {
      const variants = await catalog.variantsBySku(tx, [sku])
      await inventory.recordAdjustments(tx, [
        {
          sourceId: `kit:${sku}:${randomBytes(6).toString('hex')}`,
          variantId: variants.get(sku)!.id,
          quantity,
          reason: 'a test',
          at: tx.now
        }
      ])
    })
  }

  async available(sku: string): Promise<number> {
    const { catalog, inventory } = this.#services()
    const variant = (await catalog.variantsBySku(this.engine.db, [sku])).get(sku)!
    return (await inventory.available(this.engine.db, [variant.id])).get(variant.id) ?? 0
  }

  #services() {
    return { catalog: this.engine.use('catalog'), inventory: this.engine.use('inventory') }
  }

  async #lastPullOf(channelId: string): Promise<string> {
    const { body } = await this.call('GET', `/v1/channels/${channelId}`)
    return body.lastPulledAt ?? ''
  }
}
