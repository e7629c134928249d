import type {
  ChannelAddress,
  ChannelOrder,
  ChannelOrderLine,
  ChannelOrderStatus
} from '#core/channel/documents'
import { instantAt, instantMs } from '#core/time'
import type { WireAddress, WireOrder, WireOrderItem } from '../wire.ts'
import { amountsOf, currencyIn, type ItemAmounts, MoneyReader } from './amounts.ts'

/** Amazon's statuses in our words. `delivered` is told by the parcels. */
export const orderStatuses: Readonly<Record<string, ChannelOrderStatus>> = {
  PENDING_AVAILABILITY: 'awaiting_payment',
  PENDING: 'awaiting_payment',
  UNSHIPPED: 'paid',
  PARTIALLY_SHIPPED: 'partially_shipped',
  SHIPPED: 'shipped',
  CANCELLED: 'canceled',
  UNFULFILLABLE: 'on_hold'
}

/** Ways of paying where Amazon has no money until the parcel is delivered. */
const onDelivery = new Set(['COD', 'CashOnDelivery'])
const withoutMoney = new Set<ChannelOrderStatus>(['awaiting_payment', 'canceled'])

/**
 * Their order in our words. `fallbackCurrency` is for orders without any amount. Fields we do not
 * know are nobody's business. Errors: AMOUNT_INVALID, CURRENCY_UNKNOWN, TypeError.
 */
export function toOrder(wire: WireOrder, fallbackCurrency: string): ChannelOrder {
  const { proceeds, orderItems, recipient } = wire
  const currency = currencyIn(proceeds?.grandTotal, orderItems) ?? fallbackCurrency
  const money = new MoneyReader(currency)
  const status = statusOf(wire)
  const amounts = orderItems.map((item) => amountsOf(item, money))
  const tipMinor = money.subtotal(proceeds?.breakdowns ?? [], 'DELIVERY_TIP')
  const sumOf = (key: 'totalMinor' | 'taxMinor' | 'shippingMinor') =>
    amounts.reduce((sum, amount) => sum + amount[key], 0)
  const shippingMinor = sumOf('shippingMinor') + tipMinor
  const summedMinor = sumOf('totalMinor') + shippingMinor + sumOf('taxMinor')
  const grandTotal = proceeds?.grandTotal
  const totalMinor = grandTotal === undefined ? summedMinor : money.minor(grandTotal)
  const address = recipient?.deliveryAddress
  const note = recipient?.deliveryPreference?.addressInstruction
  const shipBy = wire.fulfillment?.shipByWindow?.latestDateTime
  return {
    kind: 'order',
    externalId: idOf(wire),
    number: idOf(wire),
    status,
    rawStatus: wire.fulfillment?.fulfillmentStatus ?? '',
    currency,
    lines: orderItems.map((item, index) => toLine(item, amounts[index]!)),
    shippingMinor,
    // Amazon tells discounts by item alone: there are none on the order beside them.
    discountMinor: 0,
    taxMinor: sumOf('taxMinor'),
    totalMinor,
    paidMinor: paidOf(wire, status, { totalMinor, money }),
    buyer: buyerOf(wire),
    address: address === undefined ? null : toAddress(address),
    placedAt: toInstant(wire.createdTime),
    modifiedAt: toInstant(wire.lastUpdatedTime),
    ...(shipBy !== undefined && { shipBy: toInstant(shipBy) }),
    ...(note !== undefined && note !== '' && { note })
  }
}

/** Id of an order. Errors: TypeError without one. */
export function idOf({ orderId }: WireOrder): string {
  if (typeof orderId !== 'string' || orderId === '') throw new TypeError('an order without an id')
  return orderId
}

/** The instant of their ISO 8601 time. Errors: TypeError. */
export function toInstant(time: string): string {
  return instantAt(instantMs(time))
}

function statusOf({ fulfillment, packages = [] }: WireOrder): ChannelOrderStatus {
  const raw = fulfillment?.fulfillmentStatus ?? ''
  if (!Object.hasOwn(orderStatuses, raw)) return 'unmapped'
  const isDelivered =
    packages.length > 0 &&
    packages.every(({ packageStatus }) => packageStatus?.status === 'DELIVERED')
  return raw === 'SHIPPED' && isDelivered ? 'delivered' : orderStatuses[raw]!
}

function toLine(item: WireOrderItem, amounts: ItemAmounts): ChannelOrderLine {
  const { product, orderItemId, quantityOrdered } = item
  const sku = product.sellerSku ?? product.asin
  if (sku === undefined) throw new TypeError(`item ${orderItemId} has neither a SKU nor an ASIN`)
  const { unitPriceMinor, totalMinor, discountMinor, taxMinor, shippingTaxMinor } = amounts
  return {
    externalId: String(orderItemId),
    sku,
    externalListingId: sku,
    title: product.title ?? sku,
    quantity: quantityOrdered,
    unitPriceMinor,
    totalMinor,
    discountMinor,
    taxMinor: taxMinor - shippingTaxMinor
  }
}

function paidOf(
  { payment }: WireOrder,
  status: ChannelOrderStatus,
  { totalMinor, money }: { totalMinor: number; money: MoneyReader }
): number {
  if (withoutMoney.has(status)) return 0
  const due = (payment?.paymentExecutions ?? [])
    .filter(({ paymentMethod = '' }) => onDelivery.has(paymentMethod) && status !== 'delivered')
    .reduce((sum, { paymentAmount }) => sum + (paymentAmount ? money.minor(paymentAmount) : 0), 0)
  return Math.max(0, totalMinor - due)
}

function buyerOf({ buyer }: WireOrder): ChannelOrder['buyer'] {
  const { buyerName: name, buyerEmail: email } = buyer ?? {}
  return {
    externalId: null,
    ...(name !== undefined && { name }),
    ...(email !== undefined && { email })
  }
}

function toAddress(wire: WireAddress): ChannelAddress {
  const filled = (text: string | undefined): text is string => text !== undefined && text !== ''
  const { companyName, addressLine1, addressLine2, addressLine3 } = wire
  const city = [wire.city, wire.municipality, wire.districtOrCounty].find(filled)
  return {
    ...(filled(wire.name) && { recipient: wire.name }),
    ...(filled(wire.phone) && { phone: wire.phone }),
    lines: [companyName, addressLine1, addressLine2, addressLine3].filter(filled),
    ...(city !== undefined && { city }),
    ...(filled(wire.stateOrRegion) && { region: wire.stateOrRegion }),
    ...(filled(wire.postalCode) && { postalCode: wire.postalCode }),
    country: wire.countryCode ?? ''
  }
}
