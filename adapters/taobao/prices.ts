import { eachInTurn } from '#core/channel/in-turn'
import type { ItemOutcome, PriceWrite } from '#core/channel/writes'
import type { TopClient } from './client.ts'
import { failures } from './errors.ts'
import { readItem } from './items.ts'
import { listingPartsOf, toFen, toYuan, currency as yuan } from './map/values.ts'
import type { WireItem } from './wire.ts'

/**
 * Sets prices. An item is read first: a SKU is named by its properties, and its price bounds that
 * of the item.
 */
export function writePrices(
  client: TopClient,
  items: readonly PriceWrite[]
): Promise<ItemOutcome[]> {
  const read = new Map<string, WireItem | null>()
  return eachInTurn(failures, items, async (write) => {
    if (write.currency !== yuan) return foreign(write)
    const { item } = listingPartsOf(write.externalListingId)
    if (!read.has(item)) read.set(item, await readItem(client, item))
    return set(client, write, read.get(item)!)
  })
}

function foreign({ sku, currency }: PriceWrite): ItemOutcome {
  const reason = `${sku}: Taobao sells in ${yuan}, not in ${currency}`
  return { status: 'rejected', code: 'CURRENCY_FOREIGN', reason }
}

async function set(
  client: TopClient,
  { externalListingId, sku: ours, amountMinor }: PriceWrite,
  wire: WireItem | null
): Promise<ItemOutcome> {
  const { item, sku } = listingPartsOf(externalListingId)
  const skus = wire?.skus?.sku ?? []
  const found = skus.find(({ sku_id: id }) => String(id) === sku)
  if (wire === null || (sku !== null && !found)) {
    const reason = `${ours}: the shop has no listing ${externalListingId}`
    return { status: 'rejected', code: 'LISTING_UNKNOWN', reason, class: 'gone' }
  }
  const price = toYuan(amountMinor)
  const done: ItemOutcome = { status: 'done', externalId: externalListingId }
  if (found) {
    const others = skus.filter((one) => one !== found).map((one) => toFen(one.price))
    const itemPrice = within(toFen(wire.price), [...others, amountMinor])
    await client.call('taobao.item.sku.price.update', {
      num_iid: item,
      properties: found.properties,
      price,
      item_price: itemPrice === null ? null : toYuan(itemPrice)
    })
    // The next SKU of the item is measured by what now is.
    found.price = price
    if (itemPrice !== null) wire.price = toYuan(itemPrice)
    return done
  }
  if (skus.length > 0) {
    const reason = `${ours}: item ${item} has SKUs; link the listing as ${item}:<sku_id>`
    return { status: 'rejected', code: 'SKU_MISSING', reason }
  }
  if (client.account.shopType !== 'tmall') {
    const reason = `${ours}: the price of an item without SKUs can be written on Tmall only`
    return { status: 'rejected', code: 'PRICE_NOT_WRITABLE', reason }
  }
  await client.call('tmall.item.price.update', { item_id: item, item_price: price })
  return done
}

/** The price that an item must have so that it lies among those of its SKUs; null: it does. */
function within(fen: number, skus: readonly number[]): number | null {
  const bounded = Math.min(Math.max(fen, Math.min(...skus)), Math.max(...skus))
  return bounded === fen ? null : bounded
}
