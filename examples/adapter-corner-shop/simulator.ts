import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import {
  type ChannelOrderStatus,
  type Clock,
  type Fault,
  FaultQueue,
  formatAmount,
  type OrderThere,
  type PlatformSimulator,
  type SeenCall,
  type SimulatedOrder,
  type SimulatedProduct,
  systemClock
} from 'shopkeeper'

/*
 * The corner shop as its adapter meets it, over real HTTP: for the conformance kit, and for trying things out.
 */

const pageSize = 50
const currency = 'EUR'

const products: readonly SimulatedProduct[] = [
  { sku: 'BREAD', title: 'Bread', amountMinor: 320, currency, onHand: 500 },
  { sku: 'MILK', title: 'Milk', amountMinor: 120, currency, onHand: 500 },
  { sku: 'HONEY', title: 'Honey', amountMinor: 780, currency, onHand: 500 }
]

const states: Readonly<Record<string, string>> = {
  awaiting_payment: 'new',
  paid: 'paid',
  shipped: 'sent',
  canceled: 'void'
}

interface ShopOrder {
  id: string
  state: string
  total: string
  created: string
  changed: string
  customer: string
  lines: { no: number; sku: string; name: string; count: number; total: string }[]
}

/** Opens a corner shop on a free port. */
export async function simulateCornerShop({
  clock = systemClock
}: {
  clock?: Clock
} = {}): Promise<PlatformSimulator> {
  const shop = new Shop(clock)
  const app = Fastify({ forceCloseConnections: true })
  serve(app, shop)
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const settings = { baseUrl: `http://127.0.0.1:${port}`, token: shop.token, currency }
  return Object.assign(shop, { settings, stop: () => app.close() })
}

class Shop {
  readonly products = products
  readonly token = randomBytes(12).toString('hex')
  readonly calls: SeenCall[] = []
  readonly faults = new FaultQueue([
    ...(['throttle', 'down', 'noAnswer', 'lostAnswer', 'banned', 'revoked', 'partial'] as const),
    ...(['moveRows', 'newRow', 'sameRowTwice', 'reordered'] as const),
    ...(['unknownStatus', 'unknownField', 'unknownCurrency'] as const)
  ])
  readonly clock: Clock
  readonly #orders = new Map<string, ShopOrder>()
  readonly #parcels = new Map<string, OrderThere['parcels']>()
  readonly #stock = new Map<string, { units: number; effects: number }>()
  bannedUntilMs = 0
  isRevoked = false

  constructor(clock: Clock) {
    this.clock = clock
  }

  /** The shop has no quotas to switch. */
  setQuotas(): void {}

  placeOrder(wish: SimulatedOrder = {}): OrderThere {
    const id = wish.externalId ?? String(this.#orders.size + 1)
    const lines = wish.lines ?? [{ sku: products[0]!.sku, quantity: 1 }]
    const priced = lines.map(({ sku, quantity, unitPriceMinor }, index) => {
      const product = products.find((one) => one.sku === sku)
      const totalMinor = quantity * (unitPriceMinor ?? product?.amountMinor ?? 100)
      return { no: index + 1, sku, name: product?.title ?? sku, count: quantity, totalMinor }
    })
    const totalMinor = priced.reduce((sum, line) => sum + line.totalMinor, 0)
    const created = wish.placedAt ?? this.clock.now()
    this.#orders.set(id, {
      id,
      state: states[wish.status ?? 'paid']!,
      total: formatAmount(totalMinor, currency),
      created,
      changed: wish.modifiedAt ?? created,
      customer: 'ann',
      lines: priced.map(({ totalMinor, ...line }) => ({
        ...line,
        total: formatAmount(totalMinor, currency)
      }))
    })
    return this.order(id)!
  }

  changeOrder(id: string, change: Parameters<PlatformSimulator['changeOrder']>[1]): OrderThere {
    const order = this.#orders.get(id)!
    const state = change.status === undefined ? order.state : states[change.status]!
    this.#orders.set(id, { ...order, state, changed: change.modifiedAt ?? this.clock.now() })
    return this.order(id)!
  }

  find(id: string): ShopOrder | undefined {
    return this.#orders.get(id)
  }

  order(id: string): OrderThere | null {
    const order = this.#orders.get(id)
    if (!order) return null
    const status = Object.entries(states).find(([, state]) => state === order.state)![0]
    return {
      externalId: id,
      status: status as ChannelOrderStatus,
      rawStatus: order.state,
      placedAt: order.created,
      modifiedAt: order.changed,
      currency,
      totalMinor: Math.round(Number(order.total) * 100),
      lines: order.lines.map(({ no, sku, count }) => ({
        externalId: String(no),
        sku,
        quantity: count
      })),
      parcels: this.#parcels.get(id) ?? [],
      refunds: []
    }
  }

  orders(): OrderThere[] {
    return [...this.#orders.keys()].map((id) => this.order(id)!)
  }

  /** What changed in `[since, until)`, oldest first. */
  changed(since: string, until: string): ShopOrder[] {
    return [...this.#orders.values()]
      .filter(({ changed }) => changed >= since && changed < until)
      .sort((a, b) => (a.changed < b.changed ? -1 : 1))
  }

  /** Whether the list that is made now meets a fault; its call says so. */
  isFault(kind: Fault['kind']): boolean {
    if (this.faults.next('/orders', [kind]) === null) return false
    this.calls.push({ ...this.calls.pop()!, fault: kind })
    return true
  }

  setStock(sku: string, units: number): void {
    const effects = (this.#stock.get(sku)?.effects ?? 0) + 1
    this.#stock.set(sku, { units, effects })
  }

  /** Notes a parcel; the same number again changes nothing. */
  addParcel(id: string, carrier: string, trackingNumber: string): boolean {
    const order = this.order(id)
    if (!order) return false
    if (order.parcels.some((parcel) => parcel.trackingNumber === trackingNumber)) return true
    const lines = order.lines.map(({ externalId, quantity }) => ({ externalId, quantity }))
    this.#parcels.set(id, [...order.parcels, { carrier, trackingNumber, lines }])
    this.changeOrder(id, { status: 'shipped' })
    return true
  }

  shownStock(sku: string): number | null {
    return this.#stock.get(sku)?.units ?? null
  }

  stockEffects(sku: string): number {
    return this.#stock.get(sku)?.effects ?? 0
  }

  shownPrice(): null {
    return null
  }

  listingOf(sku: string): string | null {
    return products.some((product) => product.sku === sku) ? sku : null
  }
}

function serve(app: FastifyInstance, shop: Shop): void {
  app.addHook('onRequest', async (request, reply) => {
    const operation = request.routeOptions.url ?? ''
    const { since, until } = request.query as { since?: string; until?: string }
    const fault = shop.faults.next(operation, [
      ...(['throttle', 'down', 'noAnswer', 'banned', 'revoked'] as const)
    ])
    const slice = since !== undefined && until !== undefined ? { since, until } : null
    shop.calls.push({ operation, at: shop.clock.now(), fault: fault?.kind ?? null, slice })
    if (fault?.kind === 'revoked') shop.isRevoked = true
    if (fault?.kind === 'banned') shop.bannedUntilMs = shop.clock.ms() + (fault.restMs ?? 60_000)
    return refuse(shop, reply, request.headers.authorization, fault)
  })
  // The answer is lost on its way, whatever it was: what it tells of has happened.
  app.addHook('onSend', async (request, reply, payload) => {
    if (shop.faults.next(request.routeOptions.url ?? '', ['lostAnswer'])) reply.raw.destroy()
    return payload
  })
  app.get('/orders', async (request) => {
    const { since, until, page } = request.query as Record<string, string>
    prepare(shop)
    const found = shop.changed(since!, until!)
    const shown = found.slice((Number(page) - 1) * pageSize, Number(page) * pageSize)
    return { orders: spoil(shop, shown), pages: Math.max(1, Math.ceil(found.length / pageSize)) }
  })
  app.get('/orders/:id', async (request, reply) => {
    const order = shop.find((request.params as { id: string }).id)
    return order ?? reply.code(404).send({ reason: 'no such order' })
  })
  app.post('/stock', async (request) => {
    const { items } = request.body as { items: { id: string; quantity: number }[] }
    const isPartial = shop.faults.next('/stock', ['partial']) !== null
    const results = items.map(({ id, quantity }, index) => {
      if (isPartial && index === 0) return { id, ok: false, reason: 'not today' }
      shop.setStock(id, quantity)
      return { id, ok: true }
    })
    return { results }
  })
  app.post('/orders/:id/parcels', async (request, reply) => {
    const { id } = request.params as { id: string }
    const { carrier, number } = request.body as { carrier: string; number: string }
    if (!['UPS', 'DHL', 'bicycle'].includes(carrier)) {
      return reply.code(422).send({ reason: `no carrier ${carrier}` })
    }
    if (!shop.addParcel(id, carrier, number)) return reply.code(404).send({ reason: 'no order' })
    return { ok: true }
  })
}

function refuse(
  shop: Shop,
  reply: FastifyReply,
  authorization: string | undefined,
  fault: Fault | null
): FastifyReply | undefined {
  if (shop.isRevoked || authorization !== `Bearer ${shop.token}`) return reply.code(401).send({})
  const restMs = shop.bannedUntilMs - shop.clock.ms()
  if (restMs > 0) return throttle(reply, restMs)
  if (fault?.kind === 'throttle') return throttle(reply, fault.restMs ?? 5000)
  if (fault?.kind === 'down') return reply.code(503).send('out of order')
  if (fault?.kind === 'noAnswer') {
    reply.hijack()
    reply.raw.destroy()
  }
  return undefined
}

function throttle(reply: FastifyReply, restMs: number): FastifyReply {
  return reply
    .code(429)
    .header('retry-after', Math.ceil(restMs / 1000))
    .send({})
}

/** What happens to a list before its page is made. */
function prepare(shop: Shop): void {
  const [first] = shop.orders()
  if (first && shop.isFault('moveRows')) shop.changeOrder(first.externalId, {})
  if (shop.isFault('newRow')) shop.placeOrder()
}

/** What is wrong with a page. */
function spoil(shop: Shop, page: ShopOrder[]): object[] {
  const is = (kind: Fault['kind']) => shop.isFault(kind)
  let shown: object[] = page
  const first = (change: object) => {
    shown = shown.map((order, index) => (index === 0 ? { ...order, ...change } : order))
  }
  if (is('unknownStatus')) first({ state: 'in limbo' })
  if (is('unknownField')) first({ mood: { of: 'the day' } })
  if (is('unknownCurrency')) first({ total: '12.50 shells' })
  if (is('sameRowTwice')) shown = [...shown, ...shown.slice(0, 1)]
  if (is('reordered')) shown = [...shown].reverse()
  return shown
}
