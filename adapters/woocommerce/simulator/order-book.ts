import type { ChannelOrderStatus } from '#core/channel/documents'
import type { OrderThere, SimulatedOrder } from '#core/channel/simulator'
import { formatAmount, parseAmountMinor } from '#core/money'
import type { Clock, Instant } from '#core/time'
import { statusOf } from '../map/status.ts'
import { trackingKey } from '../shipments/tracking.ts'
import type {
  WireFulfillment,
  WireMeta,
  WireNote,
  WireOrder,
  WireRefund,
  WireTracking
} from '../wire.ts'
import { missing } from './lists.ts'
import type { Shelf } from './shelf.ts'
import { gmtOf, instantOf } from './times.ts'

const words: Readonly<Record<ChannelOrderStatus, string>> = {
  awaiting_payment: 'pending',
  paid: 'processing',
  partially_shipped: 'processing',
  shipped: 'completed',
  delivered: 'completed',
  completed: 'completed',
  canceled: 'cancelled',
  on_hold: 'on-hold',
  unmapped: 'in-orbit'
}
const buyers = ['Anna Berg', 'Jonas Klein', 'Maria Rossi', 'Luc Martin', 'Eva Novak']
const noteOfParcel = /^Shipped with (.+), tracking number (.+)\.$/m

interface Placed {
  wire: WireOrder
  notes: WireNote[]
  refunds: WireRefund[]
  fulfillments: WireFulfillment[]
}

/** Orders of the simulated shop, with all that hangs on them. */
export class OrderBook {
  readonly #clock: Clock
  readonly #currency: string
  readonly #shelf: Shelf
  readonly #orders = new Map<number, Placed>()
  #lastId = 1000

  constructor(clock: Clock, currency: string, shelf: Shelf) {
    this.#clock = clock
    this.#currency = currency
    this.#shelf = shelf
  }

  /** A number that is the shop's next for anything. */
  nextId(): number {
    return ++this.#lastId
  }

  place(wish: SimulatedOrder = {}): OrderThere {
    const id = wish.externalId === undefined ? this.nextId() : Number(wish.externalId)
    this.#lastId = Math.max(this.#lastId, id)
    const placedAt = wish.placedAt ?? this.#clock.now()
    const currency = wish.currency ?? this.#currency
    const lines = wish.lines ?? [{ sku: this.#shelf.firstSku(), quantity: 1 }]
    const items = lines.map(({ sku, quantity, unitPriceMinor, title }) => {
      const offer = this.#shelf.offerOf(sku)
      const totalMinor = (unitPriceMinor ?? offer?.amountMinor ?? 1000) * quantity
      const total = formatAmount(totalMinor, currency)
      return {
        id: this.nextId(),
        name: title ?? offer?.title ?? sku,
        product_id: offer?.productId ?? 9999,
        variation_id: offer?.variationId ?? 0,
        quantity,
        sku,
        subtotal: total,
        total,
        total_tax: formatAmount(0, currency)
      }
    })
    const totalMinor = items.reduce((sum, { total }) => sum + parseAmountMinor(total, currency), 0)
    const wire: WireOrder = {
      id,
      number: String(id),
      status: 'pending',
      currency,
      date_created_gmt: gmtOf(placedAt),
      date_modified_gmt: gmtOf(wish.modifiedAt ?? placedAt),
      date_paid_gmt: null,
      date_completed_gmt: null,
      total: formatAmount(totalMinor, currency),
      total_tax: formatAmount(0, currency),
      ...personOf(this.#orders.size),
      line_items: items,
      shipping_lines: [],
      fee_lines: [],
      refunds: [],
      meta_data: []
    }
    this.#orders.set(id, { wire, notes: [], refunds: [], fulfillments: [] })
    this.setStatus(id, words[wish.status ?? 'paid'])
    return this.there(id)!
  }

  /** Changes an order, which makes it newer unless it is told a time. */
  change(
    id: number,
    { status, modifiedAt }: { status?: ChannelOrderStatus; modifiedAt?: Instant }
  ): OrderThere {
    if (status !== undefined) this.setStatus(id, words[status])
    this.touch(id, modifiedAt)
    return this.there(id)!
  }

  /** Makes an order newer, by a second at least. */
  touch(id: number, modifiedAt?: Instant): void {
    const { wire } = this.find(id)
    const now = gmtOf(this.#clock.now())
    const next = gmtOf(new Date(Date.parse(`${wire.date_modified_gmt}Z`) + 1000).toISOString())
    const later = now > wire.date_modified_gmt ? now : next
    wire.date_modified_gmt = modifiedAt === undefined ? later : gmtOf(modifiedAt)
  }

  setStatus(id: number, status: string): void {
    const { wire } = this.find(id)
    wire.status = status
    const now = gmtOf(this.#clock.now())
    if (status === 'processing' || status === 'completed') wire.date_paid_gmt ??= now
    if (status === 'completed') wire.date_completed_gmt ??= now
  }

  /** Errors: Refusal as for an id that the shop does not have. */
  find(id: number): Placed {
    const placed = this.#orders.get(id)
    if (!placed) throw missing('woocommerce_rest_shop_order_invalid_id')
    return placed
  }

  wires(): WireOrder[] {
    return [...this.#orders.values()].map(({ wire }) => wire)
  }

  there(id: number): OrderThere | null {
    const placed = this.#orders.get(id)
    if (!placed) return null
    const { wire, refunds } = placed
    const minor = (decimal: string) => parseAmountMinor(decimal, wire.currency)
    return {
      externalId: String(id),
      status: statusOf(wire, {}),
      rawStatus: wire.status,
      placedAt: instantOf(wire.date_created_gmt),
      modifiedAt: instantOf(wire.date_modified_gmt),
      currency: wire.currency,
      totalMinor: minor(wire.total),
      lines: wire.line_items.map(({ id: line, sku, quantity }) => ({
        externalId: String(line),
        sku: sku ?? '',
        quantity
      })),
      parcels: parcelsOf(placed),
      refunds: refunds.map(({ amount }) => ({ amountMinor: minor(amount) }))
    }
  }
}

/** Parcels in whichever way they were told of: one for each effect. */
function parcelsOf({ wire, notes, fulfillments }: Placed): OrderThere['parcels'] {
  const whole = wire.line_items.map(({ id, quantity }) => ({ externalId: String(id), quantity }))
  const read = (meta: readonly WireMeta[], key: string) =>
    meta.find((one) => one.key === key)?.value
  const tracked = (read(wire.meta_data, trackingKey) ?? []) as WireTracking[]
  return [
    ...notes.flatMap(({ note }) => {
      const match = noteOfParcel.exec(note)
      return match ? [{ carrier: match[1]!, trackingNumber: match[2]!, lines: whole }] : []
    }),
    ...tracked.map((one) => ({
      carrier: one.tracking_provider || one.custom_tracking_provider,
      trackingNumber: one.tracking_number,
      lines: whole
    })),
    ...fulfillments.map(({ meta_data: meta }) => ({
      carrier: String(read(meta, '_shipment_provider')),
      trackingNumber: String(read(meta, '_tracking_number')),
      lines: (read(meta, '_items') as { item_id: number; qty: number }[]).map((item) => ({
        externalId: String(item.item_id),
        quantity: item.qty
      }))
    }))
  ]
}

function personOf(
  index: number
): Pick<WireOrder, 'customer_id' | 'customer_note' | 'billing' | 'shipping'> {
  const [first_name, last_name] = buyers[index % buyers.length]!.split(' ') as [string, string]
  const address = {
    first_name,
    last_name,
    company: '',
    address_1: `Lindenweg ${index + 1}`,
    address_2: '',
    city: 'Berlin',
    state: 'DE-BE',
    postcode: '10115',
    country: 'DE'
  }
  const email = `buyer${index}@example.com`
  return {
    customer_id: index % 2 === 0 ? 0 : index,
    customer_note: '',
    billing: { ...address, email, phone: '+49 30 1234567' },
    shipping: address
  }
}
