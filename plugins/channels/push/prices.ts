import type { PriceWrite } from '#core/channel/writes'
import type { DirtyPush } from './dirty.ts'

/**
 * The list prices of listings in the channel's currency. A price that is gone is not written: a platform has no "none".
 */
export const pricePush: DirtyPush<PriceWrite> = {
  pushed: 'price',
  runKind: 'pushPrices',
  job: 'channels.push-prices',
  operation: 'writePrices',
  batchMaxOf({ channel, connection }) {
    const { prices } = connection.capabilities
    return prices === false || channel.pushPrices === 0 ? null : prices.batchMax
  },
  async toldOf({ host, takers }, { channel: { currency } }, listings) {
    const variantIds = listings.flatMap(({ variantId }) => variantId ?? [])
    const amounts = await takers.catalog.pricesOf(host.db, variantIds, currency)
    return listings.flatMap((listing) => {
      const { variantId, externalListingId, sku } = listing
      const amountMinor = amounts.get(variantId ?? '')
      if (amountMinor === undefined) return []
      return [{ listing, quantity: null, item: { externalListingId, sku, amountMinor, currency } }]
    })
  },
  write: (client, items, key) => client.writePrices!(items, key)
}
