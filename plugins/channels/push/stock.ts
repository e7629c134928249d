import type { StockWrite } from '#core/channel/writes'
import type { Reader } from '#core/database/db'
import type { Takers } from '../pull/documents.ts'
import type { ChannelRow, ListingRow } from '../tables.ts'
import type { DirtyPush } from './dirty.ts'
import { policyOf, shownQuantity } from './policy.ts'

/** A listing with the quantity that its channel should show. */
export interface Shown {
  listing: ListingRow
  quantity: number
}

/**
 * What a channel should show of listings now. Those whose stock we do not count, or whose SKU the
 * catalog lacks, are left out: the platform's own figure stands. What is not for sale shows none.
 */
export async function shownOf(
  db: Reader,
  { catalog, inventory }: Takers,
  channel: ChannelRow,
  listings: readonly ListingRow[]
): Promise<Shown[]> {
  const ids = [...new Set(listings.flatMap(({ variantId }) => variantId ?? []))]
  const [variants, available] = [
    await catalog.variantsById(db, ids),
    await inventory.available(db, ids)
  ]
  return listings.flatMap((listing) => {
    const variant = listing.variantId === null ? undefined : variants.get(listing.variantId)
    const units = listing.variantId === null ? undefined : available.get(listing.variantId)
    if (!variant?.isTracked) return []
    const isForSale = variant.lifecycle === 'live'
    const quantity = isForSale ? shownQuantity(units ?? 0, policyOf(channel, listing)) : 0
    return [{ listing, quantity }]
  })
}

/** The stock of listings. Those that show what they should are told nothing. */
export const stockPush: DirtyPush<StockWrite> = {
  pushed: 'stock',
  runKind: 'pushStock',
  job: 'channels.push-stock',
  operation: 'writeStock',
  batchMaxOf({ channel, connection }) {
    const { stock } = connection.capabilities
    return stock === false || channel.pushStock === 0 ? null : stock.batchMax
  },
  async toldOf({ host, takers }, { channel }, listings) {
    const shown = await shownOf(host.db, takers, channel, listings)
    return shown
      .filter(({ listing, quantity }) => listing.stockQuantity !== quantity)
      .map(({ listing, quantity }) => {
        const { externalListingId, sku, stockSequence: sequence } = listing
        return { listing, quantity, item: { externalListingId, sku, quantity, sequence } }
      })
  },
  write: (client, items, key) => client.writeStock!(items, key)
}
