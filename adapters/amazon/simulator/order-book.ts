import type { ChannelOrderStatus } from '#core/channel/documents'
import type { OrderThere, SimulatedOrder, SimulatedProduct } from '#core/channel/simulator'
import { parseAmountMinor } from '#core/money'
import { type Clock, type Instant, instantAt, instantMs } from '#core/time'
import { orderStatuses } from '../map/order.ts'
import type { WireConfirmation, WireOrder } from '../wire.ts'
import { moneyOf, proceedsOf } from './order-prices.ts'
import { invalid } from './refusal.ts'

const shipWithinMs = 48 * 3_600_000
const buyers = ['Anna Berg', 'Jonas Klein', 'Maria Rossi', 'Luc Martin', 'Eva Novak']

type TimeKey = 'createdTime' | 'lastUpdatedTime'

/** An order where it stands by one of its times. */
interface Shelved {
  ms: number
  place: string
  wire: WireOrder
}

interface Placed {
  wire: WireOrder
  parcels: OrderThere['parcels']
  isDelivered: boolean
}

/** Amazon's times have no parts of a second. */
function timeOf(instant: Instant): string {
  return `${instant.slice(0, 19)}Z`
}

/** Where an order stands in a list by one of its times. */
export function placeOf(order: WireOrder, key: TimeKey): string {
  return `${order[key]}${order.orderId}`
}

/** The first that is not before a time, and beyond a place. */
function firstAt(shelf: readonly Shelved[], sinceMs: number, after: string): number {
  let low = 0
  let high = shelf.length
  while (low < high) {
    const middle = (low + high) >> 1
    const { ms, place } = shelf[middle]!
    if (ms < sinceMs || place <= after) low = middle + 1
    else high = middle
  }
  return low
}

/** Orders of the simulated marketplace. */
export class OrderBook {
  readonly #clock: Clock
  readonly #market: { marketplaceId: string; currency: string }
  readonly #products: readonly SimulatedProduct[]
  readonly #orders = new Map<string, Placed>()
  readonly #shelves = new Map<TimeKey, Shelved[]>()

  constructor(
    clock: Clock,
    market: { marketplaceId: string; currency: string },
    products: readonly SimulatedProduct[]
  ) {
    this.#clock = clock
    this.#market = market
    this.#products = products
  }

  place(wish: SimulatedOrder = {}): OrderThere {
    const number = String(this.#orders.size + 1).padStart(7, '0')
    const orderId = wish.externalId ?? `302-${number.split('').reverse().join('')}-${number}`
    const currency = wish.currency ?? this.#market.currency
    const placedAt = wish.placedAt ?? this.#clock.now()
    const wanted = wish.lines ?? [{ sku: this.#products[0]!.sku, quantity: 1 }]
    const priced = wanted.map(({ sku, quantity, unitPriceMinor, title }, index) => {
      const product = this.#products.find((one) => one.sku === sku)
      const unitMinor = unitPriceMinor ?? product?.amountMinor ?? 1000
      return {
        ...proceedsOf({ unitMinor, quantity }, currency),
        orderItemId: `${number}${String(index + 1).padStart(7, '0')}`,
        quantityOrdered: quantity,
        product: {
          asin: `B0${number}${index}`,
          title: title ?? product?.title ?? sku,
          sellerSku: sku,
          price: { unitPrice: moneyOf(unitMinor, currency) }
        },
        fulfillment: { quantityFulfilled: 0, quantityUnfulfilled: quantity }
      }
    })
    const totalMinor = priced.reduce((sum, item) => sum + item.totalMinor, 0)
    const wire: WireOrder = {
      orderId,
      createdTime: timeOf(placedAt),
      lastUpdatedTime: timeOf(wish.modifiedAt ?? placedAt),
      salesChannel: { channelName: 'AMAZON', marketplaceId: this.#market.marketplaceId },
      ...personOf(this.#orders.size),
      proceeds: { grandTotal: moneyOf(totalMinor, currency) },
      payment: {
        paymentExecutions: [
          { paymentMethod: 'CreditCard', paymentAmount: moneyOf(totalMinor, currency) }
        ]
      },
      fulfillment: {
        fulfillmentStatus: 'UNSHIPPED',
        fulfilledBy: 'MERCHANT',
        shipByWindow: {
          earliestDateTime: timeOf(placedAt),
          latestDateTime: timeOf(instantAt(instantMs(placedAt) + shipWithinMs))
        }
      },
      orderItems: priced.map(({ totalMinor: _, ...item }) => item),
      packages: []
    }
    const placed: Placed = { wire, parcels: [], isDelivered: false }
    this.#orders.set(orderId, placed)
    this.#shelves.clear()
    this.#setStatus(placed, wish.status ?? 'paid')
    return this.there(orderId)!
  }

  /** Changes an order, which makes it newer unless it is told a time. */
  change(
    orderId: string,
    { status, modifiedAt }: { status?: ChannelOrderStatus; modifiedAt?: Instant }
  ): OrderThere {
    const placed = this.#orders.get(orderId)
    if (!placed) throw new RangeError(`no order ${orderId}`)
    if (status !== undefined) this.#setStatus(placed, status)
    placed.wire.lastUpdatedTime =
      modifiedAt === undefined ? this.#later(placed) : timeOf(modifiedAt)
    this.#shelves.clear()
    return this.there(orderId)!
  }

  /** The order that was placed first; null: there is none. */
  get firstId(): string | null {
    return this.#orders.keys().next().value ?? null
  }

  find(orderId: string): WireOrder | null {
    return this.#orders.get(orderId)?.wire ?? null
  }

  there(orderId: string): OrderThere | null {
    const placed = this.#orders.get(orderId)
    if (!placed) return null
    const { wire, parcels, isDelivered } = placed
    const { currencyCode: currency, amount } = wire.proceeds!.grandTotal!
    const rawStatus = wire.fulfillment!.fulfillmentStatus
    const status = orderStatuses[rawStatus]!
    // While payment is pending Amazon shows prices, but not yet what they add up to.
    const totalMinor =
      status === 'awaiting_payment' ? goodsOf(wire) : parseAmountMinor(amount, currency)
    return {
      externalId: orderId,
      status: isDelivered && status === 'shipped' ? 'delivered' : status,
      rawStatus,
      placedAt: instantAt(instantMs(wire.createdTime)),
      modifiedAt: instantAt(instantMs(wire.lastUpdatedTime)),
      currency,
      totalMinor,
      lines: wire.orderItems.map(({ orderItemId, product, quantityOrdered }) => ({
        externalId: orderItemId,
        sku: product.sellerSku!,
        quantity: quantityOrdered
      })),
      parcels: structuredClone(parcels),
      refunds: []
    }
  }

  all(): OrderThere[] {
    return [...this.#orders.keys()].map((id) => this.there(id)!)
  }

  /** Orders by one of their times, both ends included, oldest first: those after a place in that order, so many at most. */
  between(
    key: TimeKey,
    { since, until, after = '' }: { since: Instant; until: Instant; after?: string | undefined },
    { isWanted, atMost }: { isWanted: (order: WireOrder) => boolean; atMost: number }
  ): WireOrder[] {
    const [sinceMs, untilMs] = [instantMs(since), instantMs(until)]
    const shelf = this.#shelfBy(key)
    const found: WireOrder[] = []
    for (let at = firstAt(shelf, sinceMs, after); at < shelf.length; at++) {
      const { ms, wire } = shelf[at]!
      if (ms > untilMs || found.length === atMost) break
      if (isWanted(wire)) found.push(wire)
    }
    return found
  }

  /** All orders by one of their times; made anew after a change. */
  #shelfBy(key: TimeKey): Shelved[] {
    const known = this.#shelves.get(key)
    if (known) return known
    const shelf = [...this.#orders.values()]
      .map(({ wire }) => ({ ms: instantMs(wire[key]), place: placeOf(wire, key), wire }))
      .sort((one, other) => (one.place < other.place ? -1 : 1))
    this.#shelves.set(key, shelf)
    return shelf
  }

  /** Takes a parcel. The same reference again is a parcel of its own. Errors: Refusal. */
  ship(orderId: string, { packageDetail }: WireConfirmation): void {
    const placed = this.#orders.get(orderId)!
    const { wire, parcels } = placed
    const items = packageDetail.orderItems.map(({ orderItemId, quantity }) => {
      const item = wire.orderItems.find((one) => one.orderItemId === orderItemId)
      const left = item?.fulfillment?.quantityUnfulfilled ?? 0
      if (!item || quantity < 1 || quantity > left) {
        throw invalid(`Order item ${orderItemId}: ${left} units are left to be shipped`)
      }
      return { item, quantity }
    })
    for (const { item, quantity } of items) {
      const { quantityFulfilled = 0, quantityUnfulfilled = 0 } = item.fulfillment!
      item.fulfillment = {
        quantityFulfilled: quantityFulfilled + quantity,
        quantityUnfulfilled: quantityUnfulfilled - quantity
      }
    }
    const { carrierCode, carrierName, trackingNumber, orderItems } = packageDetail
    parcels.push({
      carrier: carrierName ?? carrierCode,
      trackingNumber,
      lines: orderItems.map(({ orderItemId, quantity }) => ({ externalId: orderItemId, quantity }))
    })
    wire.packages!.push({
      packageReferenceId: packageDetail.packageReferenceId,
      packageStatus: { status: 'SHIPPED' },
      carrier: carrierName ?? carrierCode,
      trackingNumber,
      shipTime: timeOf(packageDetail.shipDate),
      packageItems: orderItems
    })
    const isWhole = wire.orderItems.every((item) => item.fulfillment!.quantityUnfulfilled === 0)
    wire.fulfillment!.fulfillmentStatus = isWhole ? 'SHIPPED' : 'PARTIALLY_SHIPPED'
    wire.lastUpdatedTime = this.#later(placed)
    this.#shelves.clear()
  }

  #setStatus(placed: Placed, status: ChannelOrderStatus): void {
    const wanted = status === 'delivered' ? 'shipped' : status
    const raw = Object.keys(orderStatuses)
      .reverse()
      .find((key) => orderStatuses[key] === wanted)
    if (raw === undefined) throw new RangeError(`Amazon has no status for ${status}`)
    const { wire } = placed
    wire.fulfillment!.fulfillmentStatus = raw
    placed.isDelivered = status === 'delivered'
    if (!placed.isDelivered) return
    if (wire.packages!.length === 0) wire.packages!.push({ packageReferenceId: '1' })
    for (const parcel of wire.packages!) parcel.packageStatus = { status: 'DELIVERED' }
  }

  /** Now, but later than the order's last change. */
  #later({ wire }: Placed): string {
    const nextMs = instantMs(wire.lastUpdatedTime) + 1000
    return timeOf(instantAt(Math.max(this.#clock.ms(), nextMs)))
  }
}

function goodsOf({ orderItems }: WireOrder): number {
  return orderItems.reduce((sum, { product, quantityOrdered }) => {
    const { amount, currencyCode } = product.price!.unitPrice!
    return sum + parseAmountMinor(amount, currencyCode, quantityOrdered)
  }, 0)
}

function personOf(index: number): Pick<WireOrder, 'buyer' | 'recipient'> {
  const name = buyers[index % buyers.length]!
  return {
    buyer: { buyerName: name, buyerEmail: `buyer${index}@marketplace.amazon.example` },
    recipient: {
      deliveryAddress: {
        name,
        addressLine1: `Lindenweg ${index + 1}`,
        city: 'Erfurt',
        stateOrRegion: 'TH',
        postalCode: '99084',
        countryCode: 'DE',
        phone: '+49 361 0000000'
      }
    }
  }
}
