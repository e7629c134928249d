import type {
  ChannelAddress,
  ChannelBuyer,
  ChannelOrder,
  ChannelOrderLine
} from '#core/channel/documents'
import { instantAt, instantMs } from '#core/time'
import type { WireAddress, WireLine, WireOrder } from '../wire.ts'
import { amountsOf, type LineAmounts, MoneyReader } from './amounts.ts'
import { numberOf } from './ids.ts'
import { rawStatusOf, statusOf } from './status.ts'

/**
 * Their order in our words, in the currency the buyer has paid in. Fields we do not know are nobody's
 * business. Errors: AMOUNT_INVALID, CURRENCY_UNKNOWN, TypeError.
 */
export function toOrder(wire: WireOrder): ChannelOrder {
  const money = new MoneyReader(wire.presentmentCurrencyCode)
  if (wire.lineItems.pageInfo.hasNextPage) throw new TypeError('more lines than are read')
  const lines = wire.lineItems.nodes
  const amounts = lines.map((line) => amountsOf(line, money))
  const shippingMinor = money.sum(
    wire.shippingLines.nodes.map(({ discountedPriceSet }) => discountedPriceSet)
  )
  const { note, shippingAddress } = wire
  return {
    kind: 'order',
    externalId: orderIdOf(wire),
    number: wire.name,
    status: statusOf(wire),
    rawStatus: rawStatusOf(wire),
    currency: money.currency,
    lines: lines.map((line, index) => toLine(line, amounts[index]!)),
    // A tip is for nobody's goods: it stands with what is paid for bringing them.
    shippingMinor: shippingMinor + money.minor(wire.totalTipReceivedSet),
    discountMinor: amounts.reduce((sum, { sharedMinor }) => sum + sharedMinor, 0),
    taxMinor: wire.totalTaxSet === null ? 0 : money.minor(wire.totalTaxSet),
    totalMinor: money.minor(wire.totalPriceSet),
    paidMinor: money.minor(wire.totalReceivedSet),
    buyer: toBuyer(wire),
    address: shippingAddress ? toAddress(shippingAddress) : null,
    placedAt: toInstant(wire.createdAt),
    modifiedAt: toInstant(wire.updatedAt),
    ...(note && { note })
  }
}

/** Number of an order. Errors: TypeError without one. */
export function orderIdOf({ id }: Pick<WireOrder, 'id'>): string {
  return numberOf(id)
}

/** The instant of their ISO 8601 time. Errors: TypeError. */
export function toInstant(time: string): string {
  return instantAt(instantMs(time))
}

/** A line of a product that is gone, or never was one, has only itself to be called by. */
function toLine(wire: WireLine, amounts: LineAmounts): ChannelOrderLine {
  const externalId = numberOf(wire.id)
  const externalListingId = wire.variant === null ? undefined : numberOf(wire.variant.id)
  const { unitPriceMinor, totalMinor, discountMinor, taxMinor } = amounts
  return {
    externalId,
    sku: wire.sku || (externalListingId ?? `line-${externalId}`),
    ...(externalListingId !== undefined && { externalListingId }),
    title: wire.name,
    quantity: wire.quantity,
    unitPriceMinor,
    totalMinor,
    discountMinor,
    taxMinor
  }
}

function toBuyer({ customer, email, phone }: WireOrder): ChannelBuyer {
  return {
    externalId: customer ? numberOf(customer.id) : null,
    ...(customer?.displayName && { name: customer.displayName }),
    ...(email && { email }),
    ...(phone && { phone })
  }
}

function toAddress(wire: WireAddress): ChannelAddress {
  const { name, phone, company, address1, address2, city, provinceCode, zip } = wire
  return {
    ...(name && { recipient: name }),
    ...(phone && { phone }),
    lines: [company, address1, address2].filter((line): line is string => !!line),
    ...(city && { city }),
    ...(provinceCode && { region: provinceCode }),
    ...(zip && { postalCode: zip }),
    country: wire.countryCodeV2 ?? ''
  }
}
