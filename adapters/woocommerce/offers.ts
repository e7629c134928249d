import type { ItemOutcome, PriceWrite, StockWrite } from '#core/channel/writes'
import { formatAmount } from '#core/money'
import { updateListings } from './batch.ts'
import type { WooClient } from './client.ts'
import { readProducts } from './products.ts'

/**
 * Sets stock, absolutely; the shop is told to keep count of the listing. Done twice it is the same.
 */
export function writeStock(
  client: WooClient,
  items: readonly StockWrite[]
): Promise<ItemOutcome[]> {
  return updateListings(
    client,
    items.map(({ externalListingId, quantity }) => ({
      externalListingId,
      fields: () => ({ manage_stock: true, stock_quantity: quantity })
    }))
  )
}

/** Units that listings show; those the shop keeps no count of are left out. */
export async function readStock(
  client: WooClient,
  externalListingIds: readonly string[]
): Promise<ReadonlyMap<string, number>> {
  const shown = new Map<string, number>()
  for (const [id, product] of await readProducts(client, externalListingIds)) {
    const { manage_stock: isCounted, stock_quantity: quantity } = product
    if (isCounted === true && quantity !== null) shown.set(id, quantity)
  }
  return shown
}

/** Sets regular prices; a sale price of the shop's own stays. */
export async function writePrices(
  client: WooClient,
  items: readonly PriceWrite[]
): Promise<ItemOutcome[]> {
  const own = items.filter(({ currency }) => currency === client.account.currency)
  const written = await updateListings(
    client,
    own.map(({ externalListingId, amountMinor, currency }) => ({
      externalListingId,
      fields: () => ({ regular_price: formatAmount(amountMinor, currency) })
    }))
  )
  const outcomes = new Map(own.map((item, index) => [item, written[index]!]))
  return items.map((item) => outcomes.get(item) ?? foreign(client, item.sku, item.currency))
}

/** The outcome of what is priced in another currency than the shop's. */
export function foreign({ account }: WooClient, sku: string, currency: string): ItemOutcome {
  const reason = `${sku}: this shop sells in ${account.currency}, not in ${currency}`
  return { status: 'rejected', code: 'CURRENCY_FOREIGN', reason }
}
