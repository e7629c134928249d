import type {
  ChannelAddress,
  ChannelBuyer,
  ChannelOrder,
  ChannelOrderLine
} from '#core/channel/documents'
import { currencyExponent } from '#core/currency'
import { allocate, parseAmountMinor } from '#core/money'
import { instantAt, instantMs } from '#core/time'
import type { WooCommerceAccount } from '../options.ts'
import type { WireAddress, WireLine, WireOrder } from '../wire.ts'
import { listingIdOf } from './listing-id.ts'
import { statusOf } from './status.ts'

/**
 * Their order in our words. Amounts of lines and charges are before tax, whatever the shop shows to
 * buyers. Fields we do not know are nobody's business. Errors: AMOUNT_INVALID, CURRENCY_UNKNOWN,
 * TypeError.
 */
export function toOrder(
  wire: WireOrder,
  { statuses }: Pick<WooCommerceAccount, 'statuses'>
): ChannelOrder {
  const { currency } = wire
  // Said first: an unknown currency is the reason for whatever follows from it.
  currencyExponent(currency)
  const minor = (decimal: string) => parseAmountMinor(String(decimal), currency)
  const sumOf = (amounts: readonly number[]) => amounts.reduce((sum, amount) => sum + amount, 0)
  const fees = (wire.fee_lines ?? []).map(({ total }) => minor(total))
  const shipping = (wire.shipping_lines ?? []).map(({ total }) => minor(total))
  // A fee below zero is how extensions take something off the whole order.
  const discountMinor = -sumOf(fees.filter((fee) => fee < 0))
  const totalMinor = minor(wire.total)
  const note = wire.customer_note
  return {
    kind: 'order',
    externalId: idOf(wire),
    number: String(wire.number),
    status: statusOf(wire, statuses),
    rawStatus: wire.status,
    currency,
    lines: linesOf(wire, discountMinor),
    shippingMinor: sumOf(shipping) + sumOf(fees.filter((fee) => fee > 0)),
    discountMinor,
    taxMinor: minor(wire.total_tax),
    totalMinor,
    paidMinor: wire.date_paid_gmt ? totalMinor : 0,
    buyer: toBuyer(wire),
    address: toAddress(wire),
    placedAt: toInstant(wire.date_created_gmt),
    modifiedAt: toInstant(wire.date_modified_gmt),
    ...(note && { note })
  }
}

/** Id of an order. Errors: TypeError without one. */
export function idOf({ id }: WireOrder): string {
  if (!Number.isSafeInteger(id)) throw new TypeError('an order without an id')
  return String(id)
}

/** The instant of a time in UTC that has no zone. Errors: TypeError when it is none. */
export function toInstant(time: string): string {
  if (typeof time !== 'string' || !/^[\d-]+T[\d:]+$/.test(time)) {
    throw new TypeError(`not a time: ${JSON.stringify(time)}`)
  }
  return instantAt(instantMs(`${time}Z`))
}

function linesOf({ line_items: items, currency }: WireOrder, orderDiscountMinor: number) {
  const minor = (decimal: string) => parseAmountMinor(String(decimal), currency)
  const totals = items.map(({ total }) => minor(total))
  const shares =
    items.length > 0
      ? allocate(
          orderDiscountMinor,
          totals.map((total) => Math.max(0, total))
        )
      : []
  return items.map((item, index): ChannelOrderLine => {
    const subtotalMinor = minor(item.subtotal)
    const totalMinor = totals[index]!
    return {
      ...identityOf(item),
      quantity: quantityOf(item),
      unitPriceMinor: subtotalMinor % item.quantity === 0 ? subtotalMinor / item.quantity : null,
      totalMinor,
      // A line may have been made dearer by hand: that is no discount below zero.
      discountMinor: Math.max(0, subtotalMinor - totalMinor) + shares[index]!,
      taxMinor: minor(item.total_tax)
    }
  })
}

function identityOf(item: WireLine) {
  const externalListingId = listingIdOf(item.product_id, item.variation_id)
  const sku = item.sku || externalListingId
  if (sku === null) throw new TypeError(`line ${item.id} has neither a SKU nor a product`)
  return {
    externalId: String(item.id),
    sku,
    ...(externalListingId !== null && { externalListingId }),
    title: item.name || sku
  }
}

function quantityOf({ id, quantity }: WireLine): number {
  if (Number.isSafeInteger(quantity) && quantity > 0) return quantity
  throw new TypeError(`line ${id} is of ${quantity} units: only whole ones can be sold`)
}

function nameOf({ first_name: first = '', last_name: last = '' }: WireAddress): string {
  return `${first} ${last}`.trim()
}

function toBuyer({ customer_id: id, billing }: WireOrder): ChannelBuyer {
  const name = nameOf(billing)
  return {
    externalId: id > 0 ? String(id) : null,
    ...(name && { name }),
    ...(billing.email && { email: billing.email }),
    ...(billing.phone && { phone: billing.phone })
  }
}

/** Where it goes to: a shop leaves that empty when it is the address of the bill. */
function toAddress({ shipping, billing }: WireOrder): ChannelAddress | null {
  const wire = [shipping, billing].find((address) => address?.address_1 || address?.city)
  if (wire === undefined) return null
  const recipient = nameOf(wire)
  const phone = wire.phone || billing.phone
  return {
    ...(recipient && { recipient }),
    ...(phone && { phone }),
    lines: [wire.company, wire.address_1, wire.address_2].filter((line) => !!line) as string[],
    ...(wire.city && { city: wire.city }),
    ...(wire.state && { region: wire.state }),
    ...(wire.postcode && { postalCode: wire.postcode }),
    country: wire.country ?? ''
  }
}
