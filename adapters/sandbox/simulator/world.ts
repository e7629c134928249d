import { formatAmount, parseAmountMinor } from '#core/money'
import { type Clock, instantAt } from '#core/time'
import type {
  WireAfterSale,
  WireOrder,
  WirePackage,
  WirePriceItem,
  WireResult,
  WireStatus,
  WireStockItem
} from '../wire.ts'
import { CaseDesk } from './desk.ts'
import { products } from './products.ts'
import { type Random, seededRandom } from './random.ts'
import { TrafficCounter } from './traffic.ts'

const currency = 'CNY'
const cities = [
  ['杭州市', '浙江省', '310000'],
  ['上海市', '上海市', '200000'],
  ['成都市', '四川省', '610000'],
  ['深圳市', '广东省', '518000']
] as const
const names = ['林晓', '王一鸣', '陈静', 'A. Novak', 'J. Okafor', '赵敏']
const shipWithinMs = 48 * 60 * 60 * 1000

/** An order to place; what is left out is made up. */
export interface OrderWish {
  lines?: readonly { sku: string; quantity: number }[]
  status?: WireStatus
}

/** Where an order goes by itself, step by step. */
const nextStatus: Partial<Record<WireStatus, WireStatus>> = {
  WAIT_PAY: 'WAIT_SHIP',
  SHIPPED: 'SIGNED',
  SIGNED: 'FINISHED'
}

/**
 * What the simulated platform knows: orders, stock, prices, parcels. Everything in memory,
 * everything from a seed.
 */
export class World {
  readonly orders = new Map<string, WireOrder>()
  readonly desk: CaseDesk
  readonly traffic: TrafficCounter
  readonly packages = new Map<string, WirePackage>()
  readonly prices = new Map<string, string>()
  readonly #stock = new Map<string, { quantity: number; sequence: number }>()
  readonly #random: Random
  readonly #clock: Clock
  readonly #firstId: bigint
  #lastModifiedMs = 0

  constructor(seed: number, clock: Clock) {
    this.#random = seededRandom(seed)
    this.#clock = clock
    this.desk = new CaseDesk(seed, clock, this.orders)
    this.traffic = new TrafficCounter(clock, this.orders)
    this.#firstId = BigInt(clock.ms()) * 1_000_000n
    for (const { listingId, onHand, amountMinor } of products) {
      this.#stock.set(listingId, { quantity: onHand, sequence: 0 })
      this.prices.set(listingId, formatAmount(amountMinor, currency))
    }
  }

  /**
   * Places an order; the platform takes its units off its own stock at once, as far as there are
   * any.
   */
  placeOrder({ lines, status = 'WAIT_SHIP' }: OrderWish = {}): WireOrder | null {
    const wanted = lines ?? this.#wishes()
    if (wanted.length === 0) return null
    const id = String(this.#firstId + BigInt(this.orders.size + 1))
    const wire = wanted.map(({ sku, quantity }, index) => this.#line(sku, quantity, index))
    const totalMinor = wire.reduce(
      (sum, line) => sum + parseAmountMinor(line.line_total, currency),
      0
    )
    const shippingMinor = totalMinor >= 9900 ? 0 : 800
    const payTotal = formatAmount(totalMinor + shippingMinor, currency)
    const at = this.#modified()
    const order: WireOrder = {
      order_id: id,
      status,
      currency,
      lines: wire,
      shipping_fee: formatAmount(shippingMinor, currency),
      discount_total: '0.00',
      pay_total: payTotal,
      paid_amount: status === 'WAIT_PAY' ? '0.00' : payTotal,
      ...this.#person(),
      created_at: at,
      modified_at: at,
      ship_deadline: instantAt(this.#clock.ms() + shipWithinMs)
    }
    this.orders.set(id, order)
    return order
  }

  /** Changes an order; what it was before stays as it was sent. */
  change(orderId: string, change: Partial<WireOrder>): WireOrder {
    const before = this.orders.get(orderId)
    if (!before) throw new RangeError(`no order ${orderId}`)
    const after = { ...before, modified_at: this.#modified(), ...change }
    this.orders.set(orderId, after)
    return after
  }

  /** Lets one order of those that can go on do so: paid, canceled, delivered. Null: none can. */
  progress(): WireOrder | null {
    const open = [...this.orders.values()].filter(({ status }) => nextStatus[status])
    if (open.length === 0) return null
    const { order_id: id, status, pay_total: total } = this.#random.pick(open)
    if (status !== 'WAIT_PAY') return this.change(id, { status: nextStatus[status]! })
    return this.#random.next() < 0.2
      ? this.change(id, { status: 'CLOSED' })
      : this.change(id, { status: 'WAIT_SHIP', paid_amount: total })
  }

  /** Orders that changed in `[since, until)`, oldest change first. */
  changedBetween(since: string, until: string): WireOrder[] {
    return [...this.orders.values()]
      .filter(({ modified_at: at }) => at >= since && at < until)
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1))
  }

  openCase(orderId: string, kind: WireAfterSale['kind']): WireAfterSale {
    return this.desk.open(orderId, kind)
  }

  stockOf(listingId: string): number | undefined {
    return this.#stock.get(listingId)?.quantity
  }

  /** Changes stock behind everybody's back. */
  setStock(listingId: string, quantity: number): void {
    this.#stock.set(listingId, { quantity, sequence: this.#stock.get(listingId)?.sequence ?? 0 })
  }

  writeStock({ listing_id: id, quantity, sequence }: WireStockItem): WireResult {
    const known = this.#stock.get(id)
    if (!known) return { ok: false, code: 'LISTING_UNKNOWN', message: `no listing ${id}` }
    if (sequence < known.sequence) {
      return { ok: false, code: 'SEQUENCE_OLD', message: `${known.sequence} is here already` }
    }
    this.#stock.set(id, { quantity, sequence })
    return { ok: true }
  }

  writePrice({ listing_id: id, price }: WirePriceItem): WireResult {
    if (!this.#stock.has(id)) {
      return { ok: false, code: 'LISTING_UNKNOWN', message: `no listing ${id}` }
    }
    this.prices.set(id, price)
    return { ok: true }
  }

  /** Takes a parcel; the same one again is no other. */
  ship(parcel: WirePackage): WireResult {
    if (this.packages.has(parcel.package_ref)) return { ok: true }
    const order = this.orders.get(parcel.order_id)
    if (!order) return { ok: false, code: 'ORDER_UNKNOWN', message: `no order ${parcel.order_id}` }
    if (order.status === 'CLOSED') {
      return { ok: false, code: 'ORDER_CLOSED', message: 'the buyer has canceled' }
    }
    this.packages.set(parcel.package_ref, parcel)
    const shipped = [...this.packages.values()]
      .filter(({ order_id: id }) => id === order.order_id)
      .flatMap(({ lines }) => lines)
    const isWhole = order.lines.every(
      ({ line_no: no, quantity }) => sum(shipped.filter((line) => line.line_no === no)) >= quantity
    )
    this.change(order.order_id, { status: isWhole ? 'SHIPPED' : 'PARTLY_SHIPPED' })
    return { ok: true }
  }

  #wishes(): { sku: string; quantity: number }[] {
    const inStock = products.filter(({ listingId }) => (this.stockOf(listingId) ?? 0) > 0)
    if (inStock.length === 0) return []
    const count = Math.min(this.#random.between(1, 3), inStock.length)
    const chosen = new Map<string, number>()
    while (chosen.size < count) {
      const { sku, listingId } = this.#random.pick(inStock)
      chosen.set(sku, Math.min(this.#random.between(1, 2), this.stockOf(listingId)!))
    }
    return [...chosen].map(([sku, quantity]) => ({ sku, quantity }))
  }

  #line(sku: string, quantity: number, index: number): WireOrder['lines'][number] {
    const product = products.find((candidate) => candidate.sku === sku)
    const listingId = product?.listingId ?? `unlisted-${sku}`
    const amountMinor = product?.amountMinor ?? 1000
    const known = this.#stock.get(listingId)
    if (known) known.quantity = Math.max(0, known.quantity - quantity)
    return {
      line_no: String(index + 1),
      listing_id: listingId,
      merchant_sku: sku,
      title: product?.title ?? sku,
      quantity,
      unit_price: formatAmount(amountMinor, currency),
      line_discount: '0.00',
      line_total: formatAmount(amountMinor * quantity, currency)
    }
  }

  #person(): Pick<WireOrder, 'buyer' | 'address'> {
    const name = this.#random.pick(names)
    const [city, region, postcode] = this.#random.pick(cities)
    // Large marketplaces mask what identifies a buyer: so does this one.
    const phone = `138****${String(this.#random.between(0, 9999)).padStart(4, '0')}`
    return {
      buyer: { buyer_id: `B${this.#random.between(1, 400)}`, nick: name, phone },
      address: {
        receiver: name,
        phone,
        street: `文三路 ${this.#random.between(1, 500)} 号`,
        city,
        region,
        postcode,
        country: 'CN'
      }
    }
  }

  /** Now, but never at or before the change before it. */
  #modified(): string {
    this.#lastModifiedMs = Math.max(this.#clock.ms(), this.#lastModifiedMs + 1)
    return instantAt(this.#lastModifiedMs)
  }
}

/** Place of an order in a list of changes. */
export function keyOf({ modified_at: at, order_id: id }: WireOrder): string {
  return `${at}|${id}`
}

function sum(lines: readonly { quantity: number }[]): number {
  return lines.reduce((total, { quantity }) => total + quantity, 0)
}
