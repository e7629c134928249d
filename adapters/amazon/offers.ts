import { eachInTurn } from '#core/channel/in-turn'
import type { ItemOutcome, PriceWrite, StockWrite } from '#core/channel/writes'
import type { AmazonClient } from './client.ts'
import { failures } from './errors.ts'
import type { ListingItems } from './listing-items.ts'
import { availabilityOf, offerOf, outcomeOf, quantityOf } from './map/listing.ts'

/** Most offers that are written in one go: as many as Amazon lets through at once. */
export const offerBatchMax = 5

/*
 * Stock and price are attributes of the listing. They are merged, so that what we say nothing of
 * stays: the handling time beside the stock, the sale price beside the price. Amazon keeps no
 * order of writes and shows a change only some minutes later. So what it shows is not compared
 * before writing: a newer write could still be on its way. A repeated write sets the same value.
 */

/**
 * Sets stock, absolutely. Accepted is done: the daily reading finds what Amazon drops afterwards.
 */
export function writeStock(
  { account }: AmazonClient,
  listings: ListingItems,
  items: readonly StockWrite[]
): Promise<ItemOutcome[]> {
  return eachInTurn(failures, items, ({ externalListingId, quantity }) =>
    merge(listings, externalListingId, {
      fulfillment_availability: availabilityOf(account, quantity)
    })
  )
}

/** Sets prices of the account's currency. */
export function writePrices(
  { account }: AmazonClient,
  listings: ListingItems,
  items: readonly PriceWrite[]
): Promise<ItemOutcome[]> {
  return eachInTurn(failures, items, async ({ externalListingId, sku, amountMinor, currency }) => {
    if (currency !== account.currency) {
      const reason = `${sku}: this marketplace sells in ${account.currency}, not in ${currency}`
      return { status: 'rejected', code: 'CURRENCY_FOREIGN', reason }
    }
    const purchasable_offer = offerOf(account, { amountMinor, currency })
    return merge(listings, externalListingId, { purchasable_offer })
  })
}

/** Units that listings show now; those stocked by Amazon are left out. */
export async function readStock(
  { account }: AmazonClient,
  listings: ListingItems,
  externalListingIds: readonly string[]
): Promise<ReadonlyMap<string, number>> {
  const shown = new Map<string, number>()
  for (const listing of await listings.read(externalListingIds, ['fulfillmentAvailability'])) {
    const quantity = quantityOf(account, listing)
    if (quantity !== null) shown.set(listing.sku, quantity)
  }
  return shown
}

function merge(
  listings: ListingItems,
  sku: string,
  attributes: Record<string, Record<string, unknown>[]>
): Promise<ItemOutcome> {
  const patches = Object.entries(attributes).map(([name, value]) => ({
    op: 'merge' as const,
    path: `/attributes/${name}`,
    value
  }))
  return listings.patch(sku, patches, (wire) =>
    outcomeOf(wire, { status: 'done', externalId: wire.sku })
  )
}
