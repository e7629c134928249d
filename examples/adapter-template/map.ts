import { type ChannelOrder, type ChannelOrderStatus, parseAmountMinor } from 'shopkeeper'

/** An order as the platform writes it. */
export interface WireOrder {
  id: string
  state: string
  currency: string
  total: string
  createdAt: string
  changedAt: string
  lines: { id: string; sku: string; title: string; quantity: number; total: string }[]
}

/** A page of a list: `next` is where the one after it begins, null at the end. */
export interface WirePage {
  orders: WireOrder[]
  next: string | null
}

/** Their words for where an order stands; what is missing here becomes `unmapped`: held, with an alert. */
const statuses: Readonly<Record<string, ChannelOrderStatus>> = {
  new: 'awaiting_payment',
  paid: 'paid',
  shipped: 'shipped',
  canceled: 'canceled'
}

/** Their order in our words. Errors: AMOUNT_INVALID, TypeError when it makes no sense. */
export function toOrder(wire: WireOrder): ChannelOrder {
  const minor = (decimal: string) => parseAmountMinor(decimal, wire.currency)
  const totalMinor = minor(wire.total)
  const status = statuses[wire.state] ?? 'unmapped'
  return {
    kind: 'order',
    externalId: wire.id,
    number: wire.id,
    status,
    rawStatus: wire.state,
    currency: wire.currency,
    lines: wire.lines.map(({ id, sku, title, quantity, total }) => ({
      externalId: id,
      sku,
      title,
      quantity,
      unitPriceMinor: null,
      totalMinor: minor(total),
      discountMinor: 0,
      taxMinor: 0
    })),
    shippingMinor: 0,
    discountMinor: 0,
    taxMinor: 0,
    totalMinor,
    paidMinor: status === 'awaiting_payment' ? 0 : totalMinor,
    buyer: { externalId: null },
    address: null,
    placedAt: new Date(wire.createdAt).toISOString(),
    modifiedAt: new Date(wire.changedAt).toISOString()
  }
}
