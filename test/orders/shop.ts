import type { ChannelOrder, ChannelOrderLine, EngineConfig } from 'shopkeeper'
import type { Test } from 'tap'
import type { IntakeOutcome, IntakeSource } from '#plugins/orders'
import {
  type Answer,
  buildTestEngine,
  type DatabaseKind,
  type TestEngine,
  type TestEngineOptions
} from '../harness.ts'

/** What stands in the books of a SKU. */
export interface Level {
  onHand: number
  allocated: number
}

/** A shop with catalog, inventory and orders, and short words for what order tests do. */
export interface Shop extends TestEngine {
  /** Adds a product of one variant at 10.00 CNY, with units on hand. */
  addSku(sku: string, onHand: number, more?: Record<string, unknown>): Promise<void>
  stockUp(sku: string, quantity: number): Promise<void>
  levelOf(sku: string): Promise<Level>
  intake(orders: readonly ChannelOrder[], source?: Partial<IntakeSource>): Promise<IntakeOutcome[]>
  /** The one order of the test channel with this external id, as the API shows it. */
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers freely
  orderOf(externalId: string): Promise<any>
  place(body: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer>
  act(orderId: string, action: string, body?: unknown): Promise<Answer>
  openAlerts(): Promise<string[]>
  openExceptions(): Promise<string[]>
  /** What any proof of any plugin contradicts. */
  findings(): Promise<string[]>
}

export const channelId = 'chn_test'

let keys = 0
let adjustments = 0

export async function buildShop(
  test: Test,
  kind: DatabaseKind,
  stock: Record<string, number> = {},
  options: TestEngineOptions & {
    orders?: Record<string, unknown>
    /** Beside catalog, inventory and orders. */
    morePlugins?: EngineConfig['plugins']
    config?: EngineConfig
  } = {}
): Promise<Shop> {
  const { orders = {}, morePlugins = [], config = {}, ...engineOptions } = options
  const plugins = ['catalog', 'inventory', { use: 'orders', options: orders }, ...morePlugins]
  const built = await buildTestEngine(
    test,
    kind,
    { plugins, adapters: [], ...config },
    engineOptions
  )
  const { engine, call } = built
  const shop: Shop = {
    ...built,
    async addSku(sku, onHand, more = {}) {
      const made = await call({
        method: 'POST',
        url: '/v1/products',
        body: {
          title: `Product ${sku}`,
          lifecycle: 'live',
          variants: [{ sku, prices: [{ amountMinor: 1000, currency: 'CNY' }], ...more }]
        }
      })
      if (made.status !== 201) throw new Error(made.text)
      if (onHand > 0) await shop.stockUp(sku, onHand)
    },
    async stockUp(sku, quantity) {
      const variant = (await engine.use('catalog').variantsBySku(engine.db, [sku])).get(sku)!
      adjustments++
      const adjustment = {
        sourceId: `test:${adjustments}`,
        variantId: variant.id,
        quantity,
        reason: 'test',
        at: engine.clock.now()
      }
      await engine.transaction((tx) => engine.use('inventory').recordAdjustments(tx, [adjustment]))
    },
    async levelOf(sku) {
      const variant = (await engine.use('catalog').variantsBySku(engine.db, [sku])).get(sku)!
      const level = await engine.db
        .selectFrom('stockLevels')
        .select(['onHand', 'allocated'])
        .where('variantId', '=', variant.id)
        .executeTakeFirst()
      return level ?? { onHand: 0, allocated: 0 }
    },
    intake: (documents, source = {}) =>
      engine.transaction((tx) =>
        engine.use('orders').intake(tx, { channelId, unknownSkus: 'hold', ...source }, documents)
      ),
    async orderOf(externalId) {
      const list = await call({ url: `/v1/orders?externalId=${encodeURIComponent(externalId)}` })
      const found = await call({ url: `/v1/orders/${list.body.data[0].id}` })
      return found.body
    },
    place(body, headers) {
      keys++
      return call({
        method: 'POST',
        url: '/v1/orders',
        body,
        headers: { 'idempotency-key': `key-${keys}`, ...headers }
      })
    },
    act: (orderId, action, body) =>
      call({
        method: 'POST',
        url: `/v1/orders/${orderId}/${action}`,
        ...(body !== undefined && { body })
      }),
    async openAlerts() {
      const { body } = await call({ url: '/v1/alerts?state=open&limit=100' })
      return body.data
        .map(({ kind: alert }: { kind: string }) => alert)
        .filter((alert: string) => alert.startsWith('order.'))
        .sort()
    },
    async openExceptions() {
      const { body } = await call({ url: '/v1/order-exceptions?limit=100' })
      return body.data.map((one: { kind: string }) => one.kind).sort()
    },
    async findings() {
      const all = await Promise.all(engine.proofs.map((proof) => proof.findings(engine.db)))
      return all.flat()
    }
  }
  for (const [sku, onHand] of Object.entries(stock)) await shop.addSku(sku, onHand)
  return shop
}

/** A line of a channel's order at 10.00 apiece. */
export function line(sku: string, quantity: number, more: Partial<ChannelOrderLine> = {}) {
  return {
    externalId: `l-${sku}`,
    sku,
    title: `Title of ${sku}`,
    quantity,
    unitPriceMinor: 1000,
    totalMinor: 1000 * quantity,
    discountMinor: 0,
    taxMinor: 0,
    ...more
  }
}

/** A channel's order as an adapter would give it; `minute` is when the channel last touched it. */
export function channelOrder(
  externalId: string,
  minute: number,
  lines: ChannelOrderLine[],
  more: Partial<ChannelOrder> = {}
): ChannelOrder {
  const totalMinor = lines.reduce((sum, one) => sum + one.totalMinor, 0)
  const status = more.status ?? 'paid'
  return {
    kind: 'order',
    externalId,
    number: externalId,
    status,
    rawStatus: status.toUpperCase(),
    currency: 'CNY',
    lines,
    shippingMinor: 0,
    discountMinor: 0,
    taxMinor: 0,
    totalMinor,
    paidMinor: status === 'awaiting_payment' ? 0 : totalMinor,
    buyer: { externalId: 'buyer-1', name: 'Li Lei', phone: '13800138000' },
    address: { recipient: 'Li Lei', lines: ['1 Long Street'], city: 'Hangzhou', country: 'CN' },
    placedAt: '2026-03-01T00:00:00.000Z',
    modifiedAt: `2026-03-01T01:${String(minute).padStart(2, '0')}:00.000Z`,
    ...more
  }
}
