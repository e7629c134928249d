import type { ListingWrite, ShownListing } from '#core/channel/writes'
import { formatAmount, parseAmountMinor } from '#core/money'
import type { WireProduct } from '../wire.ts'

const states: Readonly<Record<string, ShownListing['state']>> = {
  publish: 'active',
  private: 'paused',
  draft: 'paused',
  pending: 'paused'
}

/**
 * Fields of a listing that is there. Pictures stay: the shop would keep a copy of each at every
 * write.
 */
export function changeOf(item: ListingWrite, isVariation: boolean): object {
  const { description, amountMinor, currency, quantity, gtin, category } = item
  return {
    ...item.attributes,
    ...(!isVariation && { name: item.title }),
    ...(description !== null && { description }),
    ...(amountMinor !== null && { regular_price: formatAmount(amountMinor, currency) }),
    ...(quantity !== null && { manage_stock: true, stock_quantity: quantity }),
    ...(gtin !== null && { global_unique_id: gtin }),
    ...(category !== null && !isVariation && { categories: [{ id: Number(category) }] })
  }
}

/** Fields of a simple product that is new. */
export function creationOf(item: ListingWrite): object {
  return {
    type: 'simple',
    status: 'publish',
    ...changeOf(item, false),
    sku: item.sku,
    ...(item.imageUrls.length > 0 && { images: item.imageUrls.map((src) => ({ src })) })
  }
}

/** A product as it is shown. Its currency is the shop's. Errors: AMOUNT_INVALID. */
export function toListing(
  externalListingId: string,
  wire: WireProduct,
  currency: string
): ShownListing {
  const { sku, name, status, regular_price: price, stock_quantity: quantity } = wire
  const isPriced = price !== undefined && price !== ''
  return {
    externalListingId,
    sku: sku || null,
    title: name ?? sku,
    state: Object.hasOwn(states, status) ? states[status]! : 'unmapped',
    rawState: status,
    amountMinor: isPriced ? parseAmountMinor(String(price), currency) : null,
    currency: isPriced ? currency : null,
    quantity,
    issues: []
  }
}
