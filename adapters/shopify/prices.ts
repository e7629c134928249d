import { inTurn, partsBy } from '#core/channel/in-turn'
import type { ItemOutcome, PriceWrite } from '#core/channel/writes'
import { formatAmount } from '#core/money'
import type { ShopifyClient } from './client.ts'
import { setVariants } from './documents/variants.ts'
import { failures, refused } from './errors.ts'
import { gone, variantsOf } from './variants.ts'
import type { WireUserErrors } from './wire.ts'

/** Sets prices in the shop's currency, the variants of one product in one call. */
export async function writePrices(
  client: ShopifyClient,
  items: readonly PriceWrite[]
): Promise<ItemOutcome[]> {
  const variants = await variantsOf(
    client,
    items.map(({ externalListingId }) => externalListingId)
  )
  const parts = partsBy(items, (item, place) => {
    const product = variants.get(item.externalListingId)?.product.id
    const isOurs = item.currency === client.account.currency
    return product !== undefined && isOurs ? product : `refused ${place}`
  })
  return inTurn(failures, parts, async (prices) => {
    const [first] = prices as [PriceWrite]
    const variant = variants.get(first.externalListingId)
    if (!variant) return [gone(first)]
    if (first.currency !== client.account.currency) return [foreignCurrency(client, first)]
    const changes = prices.map(({ externalListingId, amountMinor, currency }) => ({
      id: variants.get(externalListingId)!.id,
      price: formatAmount(amountMinor, currency)
    }))
    const names = prices.map(({ sku }) => sku)
    return changeVariants(client, variant.product.id, { changes, names })
  })
}

/** What becomes of an item in a currency that the shop does not sell in. */
export function foreignCurrency(
  { account }: ShopifyClient,
  { sku, currency }: { sku: string; currency: string }
): ItemOutcome {
  const reason = `${sku}: this shop sells in ${account.currency}, not in ${currency}`
  return { status: 'rejected', code: 'CURRENCY_FOREIGN', reason }
}

/** Changes variants of one product; those that are refused keep no other back. */
export async function changeVariants(
  client: ShopifyClient,
  productId: string,
  { changes, names }: { changes: { id: string }[]; names: readonly string[] }
): Promise<ItemOutcome[]> {
  const { productVariantsBulkUpdate } = await client.call<{
    productVariantsBulkUpdate: WireUserErrors
  }>(setVariants, { productId, variants: changes })
  const outcomes: ItemOutcome[] = changes.map(() => ({ status: 'done' }))
  for (const error of productVariantsBulkUpdate.userErrors) {
    const index = error.field?.[0] === 'variants' ? Number(error.field[1]) : Number.NaN
    for (const place of outcomes.keys()) {
      const isMeant = Number.isNaN(index) || index === place
      if (isMeant) outcomes[place] = refused(error, names[place]!)
    }
  }
  return outcomes
}
