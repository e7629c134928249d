import { randomBytes } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import Fastify from 'fastify'
import {
  type ChannelOrderStatus,
  type Clock,
  FaultQueue,
  formatAmount,
  type OrderThere,
  type PlatformSimulator,
  type SeenCall,
  type SimulatedOrder,
  type SimulatedProduct,
  systemClock
} from 'shopkeeper'
import type { WireOrder, WirePage } from './map.ts'

/*
 * A stand-in of the platform. Build it from the platform's documentation, not from the adapter: what both get wrong
 * together, no test finds.
 */

const currency = 'EUR'
const pageSize = 50

const products: readonly SimulatedProduct[] = [
  { sku: 'ONE', title: 'First product', amountMinor: 1000, currency, onHand: 500 },
  { sku: 'TWO', title: 'Second product', amountMinor: 2500, currency, onHand: 500 }
]

const states: Readonly<Record<string, string>> = {
  awaiting_payment: 'new',
  paid: 'paid',
  shipped: 'shipped',
  canceled: 'canceled'
}

/** Starts the stand-in on a free port. */
export async function simulateTemplate({
  clock = systemClock
}: {
  clock?: Clock
} = {}): Promise<PlatformSimulator> {
  const world = new World(clock)
  const app = Fastify({ forceCloseConnections: true })
  app.get('/orders', async (request, reply) => {
    const {
      since,
      until,
      after = ''
    } = request.query as Record<'since' | 'until', string> & {
      after?: string
    }
    const slice = { since, until }
    world.calls.push({ operation: '/orders', at: clock.now(), fault: null, slice })
    if (request.headers.authorization !== `Bearer ${world.token}`) return reply.code(401).send({})
    return world.page(slice, after)
  })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const settings = { baseUrl: `http://127.0.0.1:${port}`, token: world.token }
  return Object.assign(world, { settings, stop: () => app.close() })
}

class World {
  readonly products = products
  readonly token = randomBytes(12).toString('hex')
  readonly calls: SeenCall[] = []
  /** What the platform can do wrong: add a kind once the stand-in does it. */
  readonly faults = new FaultQueue([])
  readonly #clock: Clock
  readonly #orders = new Map<string, WireOrder>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  setQuotas(): void {}

  placeOrder(wish: SimulatedOrder = {}): OrderThere {
    const id = wish.externalId ?? String(this.#orders.size + 1)
    const wanted = wish.lines ?? [{ sku: products[0]!.sku, quantity: 1 }]
    const lines = wanted.map(({ sku, quantity, unitPriceMinor }, index) => {
      const product = products.find((one) => one.sku === sku)
      const minor = quantity * (unitPriceMinor ?? product?.amountMinor ?? 100)
      const title = product?.title ?? sku
      return { id: String(index + 1), sku, title, quantity, total: formatAmount(minor, currency) }
    })
    const cents = lines.reduce((sum, { total }) => sum + Math.round(Number(total) * 100), 0)
    const createdAt = wish.placedAt ?? this.#clock.now()
    this.#orders.set(id, {
      id,
      state: states[wish.status ?? 'paid']!,
      currency,
      total: formatAmount(cents, currency),
      createdAt,
      changedAt: wish.modifiedAt ?? createdAt,
      lines
    })
    return this.order(id)!
  }

  changeOrder(id: string, change: Parameters<PlatformSimulator['changeOrder']>[1]): OrderThere {
    const order = this.#orders.get(id)!
    const state = change.status === undefined ? order.state : states[change.status]!
    this.#orders.set(id, { ...order, state, changedAt: change.modifiedAt ?? this.#clock.now() })
    return this.order(id)!
  }

  order(id: string): OrderThere | null {
    const order = this.#orders.get(id)
    if (!order) return null
    const status = Object.entries(states).find(([, state]) => state === order.state)![0]
    return {
      externalId: id,
      status: status as ChannelOrderStatus,
      rawStatus: order.state,
      placedAt: order.createdAt,
      modifiedAt: order.changedAt,
      currency: order.currency,
      totalMinor: Math.round(Number(order.total) * 100),
      lines: order.lines.map(({ id: externalId, sku, quantity }) => ({
        externalId,
        sku,
        quantity
      })),
      parcels: [],
      refunds: []
    }
  }

  orders(): OrderThere[] {
    return [...this.#orders.keys()].map((id) => this.order(id)!)
  }

  /** What changed in a span, oldest first, from the place in the list where the page before ended. */
  page({ since, until }: { since: string; until: string }, after: string): WirePage {
    const rows = [...this.#orders.values()]
      .filter(({ changedAt }) => changedAt >= since && changedAt < until)
      .filter((order) => placeOf(order) > after)
      .sort((a, b) => (placeOf(a) < placeOf(b) ? -1 : 1))
    const orders = rows.slice(0, pageSize)
    return { orders, next: rows.length > pageSize ? placeOf(orders.at(-1)!) : null }
  }

  shownStock(): null {
    return null
  }

  stockEffects(): number {
    return 0
  }

  shownPrice(): null {
    return null
  }

  listingOf(): null {
    return null
  }
}

/** Where an order stands in a list: one that changes moves to the end. */
function placeOf({ changedAt, id }: WireOrder): string {
  return `${changedAt} ${id}`
}
