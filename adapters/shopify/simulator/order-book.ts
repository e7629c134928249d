import type { ChannelOrderStatus } from '#core/channel/documents'
import type { OrderThere, SimulatedOrder } from '#core/channel/simulator'
import { type Clock, type Instant, instantAt, instantMs } from '#core/time'
import { numberOf } from '../map/ids.ts'
import { rawStatusOf, statusOf } from '../map/status.ts'
import type { WireMoneyBag, WireOrder, WireReturn, WireTransaction } from '../wire.ts'
import { bagOf, linesOf, minorOf } from './order-lines.ts'
import { setStatus } from './order-status.ts'
import type { Shelf } from './shelf.ts'

const shippingMinor = 490
const buyers = ['Ada Lund', 'Bo Zhang', 'Chiara Neri', 'Dmitri Volkov']

/** An order with what hangs on it. */
export interface Placed {
  wire: WireOrder
  fulfillments: { id: string; number: string; company: string; lines: Map<string, number> }[]
  transactions: WireTransaction[]
  refunds: { id: string; note: string | null; amountMinor: number; atMs: number }[]
  returns: { wire: WireReturn; openedAtMs: number }[]
}

/** The orders of the shop. */
export class OrderBook {
  readonly #clock: Clock
  readonly #shelf: Shelf
  readonly #orders = new Map<string, Placed>()
  #lastNumber = 5_000_000_000_000

  constructor(clock: Clock, shelf: Shelf) {
    this.#clock = clock
    this.#shelf = shelf
  }

  place(wish: SimulatedOrder = {}): OrderThere {
    const index = this.#orders.size
    const currency = wish.currency ?? this.#shelf.currency
    const placedAt = wish.placedAt ?? this.#clock.now()
    const number = wish.externalId ?? String(++this.#lastNumber)
    const { sku } = this.#shelf.all()[index % this.#shelf.all().length]!
    const wishes = wish.lines ?? [{ sku: sku!, quantity: 1 + (index % 3) }]
    const { lines, goodsMinor, taxMinor } = linesOf(
      wishes,
      { shelf: this.#shelf, currency, index },
      () => this.gid('LineItem')
    )
    const total = bagOf(goodsMinor + shippingMinor, currency)
    const wire: WireOrder = {
      id: `gid://shopify/Order/${number}`,
      name: `#${1001 + index}`,
      createdAt: timeOf(placedAt),
      updatedAt: timeOf(wish.modifiedAt ?? placedAt),
      cancelledAt: null,
      closedAt: null,
      displayFinancialStatus: 'PAID',
      displayFulfillmentStatus: 'UNFULFILLED',
      presentmentCurrencyCode: currency,
      note: null,
      totalPriceSet: total,
      totalTaxSet: bagOf(taxMinor, currency),
      totalReceivedSet: bagOf(0, currency),
      totalTipReceivedSet: bagOf(0, currency),
      shippingLines: { nodes: [{ discountedPriceSet: bagOf(shippingMinor, currency) }] },
      fulfillments: [],
      ...personOf(index),
      lineItems: { nodes: lines, pageInfo: { hasNextPage: false, endCursor: null } }
    }
    const placed = { wire, fulfillments: [], transactions: [], refunds: [], returns: [] }
    this.#orders.set(number, placed)
    for (const { sku, quantity } of wishes) this.#shelf.sell(sku, quantity)
    this.#setStatus(placed, wish.status ?? 'paid', total)
    return this.there(number)!
  }

  /** Changes an order, which makes it newer unless it is told a time. */
  change(
    number: string,
    { status, modifiedAt }: { status?: ChannelOrderStatus; modifiedAt?: Instant }
  ): OrderThere {
    const placed = this.#orders.get(number)
    if (!placed) throw new RangeError(`no order ${number}`)
    if (status !== undefined) this.#setStatus(placed, status, placed.wire.totalPriceSet)
    if (modifiedAt === undefined) this.touch(placed)
    else placed.wire.updatedAt = timeOf(modifiedAt)
    return this.there(number)!
  }

  /** Makes an order newer than it was. */
  touch({ wire }: Placed): void {
    const nextMs = instantMs(wire.updatedAt) + 1000
    wire.updatedAt = timeOf(instantAt(Math.max(this.#clock.ms(), nextMs)))
  }

  find(gid: string): Placed | null {
    return this.#orders.get(numberOf(gid)) ?? null
  }

  findReturn(gid: string): { placed: Placed; found: Placed['returns'][number] } | null {
    for (const placed of this.#orders.values()) {
      const found = placed.returns.find(({ wire }) => wire.id === gid)
      if (found) return { placed, found }
    }
    return null
  }

  placed(): Placed[] {
    return [...this.#orders.values()]
  }

  there(number: string): OrderThere | null {
    const placed = this.#orders.get(number)
    if (!placed) return null
    const { wire, fulfillments, refunds } = placed
    return {
      externalId: number,
      status: statusOf(wire),
      rawStatus: rawStatusOf(wire),
      placedAt: instantAt(instantMs(wire.createdAt)),
      modifiedAt: instantAt(instantMs(wire.updatedAt)),
      currency: wire.presentmentCurrencyCode,
      totalMinor: minorOf(wire.totalPriceSet),
      lines: wire.lineItems.nodes.map(({ id, sku, quantity }) => ({
        externalId: numberOf(id),
        sku: sku!,
        quantity
      })),
      parcels: fulfillments.map(({ number: trackingNumber, company: carrier, lines }) => ({
        carrier,
        trackingNumber,
        lines: [...lines].map(([id, quantity]) => ({ externalId: numberOf(id), quantity }))
      })),
      refunds: refunds.map(({ amountMinor }) => ({ amountMinor }))
    }
  }

  all(): OrderThere[] {
    return [...this.#orders.keys()].map((number) => this.there(number)!)
  }

  gid(kind: string): string {
    return `gid://shopify/${kind}/${++this.#lastNumber}`
  }

  #setStatus(placed: Placed, status: ChannelOrderStatus, total: WireMoneyBag): void {
    const { wire, transactions } = placed
    setStatus(wire, status, timeOf(this.#clock.now()))
    if (wire.displayFinancialStatus !== 'PAID' || transactions.length > 0) return
    wire.totalReceivedSet = total
    transactions.push({
      id: this.gid('OrderTransaction'),
      kind: 'SALE',
      status: 'SUCCESS',
      gateway: 'shopify_payments',
      amountSet: total,
      parentTransaction: null
    })
  }
}

/** A time as Shopify writes it: in whole seconds. */
export function timeOf(instant: Instant): string {
  return `${instant.slice(0, 19)}Z`
}

function personOf(index: number): Partial<WireOrder> {
  const name = buyers[index % buyers.length]!
  return {
    email: `buyer${index}@example.com`,
    phone: null,
    customer: { id: `gid://shopify/Customer/${7000 + index}`, displayName: name },
    shippingAddress: {
      name,
      company: null,
      address1: `Lindenweg ${index + 1}`,
      address2: null,
      city: 'Erfurt',
      provinceCode: 'TH',
      zip: '99084',
      countryCodeV2: 'DE',
      phone: '+49 361 0000000'
    }
  }
}
