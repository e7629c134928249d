import { eachInTurn, inTurn, partsBy } from '#core/channel/in-turn'
import type { ItemOutcome, StockWrite } from '#core/channel/writes'
import type { TopClient } from './client.ts'
import { failures, refusedItem } from './errors.ts'
import { readItems } from './items.ts'
import { listingPartsOf } from './map/values.ts'

/** Sets the number, whatever it was: repeating it changes nothing. */
const absolute = 1

/**
 * Sets stock. SKUs of one item go in one call; when it is refused they go one by one, to tell which
 * it was.
 */
export function writeStock(
  client: TopClient,
  items: readonly StockWrite[]
): Promise<ItemOutcome[]> {
  return inTurn(failures, partsBy(items, callOf), async (group) => {
    try {
      return await set(client, group)
    } catch (error) {
      if (group.length === 1 || refusedItem(error) === null) throw error
    }
    return eachInTurn(failures, group, async (item) => (await set(client, [item]))[0]!)
  })
}

/** Names the call that a SKU goes in: that of its item. An item without SKUs has one of its own. */
function callOf({ externalListingId }: StockWrite): string {
  const { item, sku } = listingPartsOf(externalListingId)
  return sku === null ? item : `${item}:`
}

async function set(client: TopClient, group: readonly StockWrite[]): Promise<ItemOutcome[]> {
  const { item, sku } = listingPartsOf(group[0]!.externalListingId)
  if (sku === null) {
    const quantity = group.at(-1)!.quantity
    await client.call('taobao.item.quantity.update', { num_iid: item, quantity, type: absolute })
    return group.map(doneOf)
  }
  const quantities = group.map(
    ({ externalListingId, quantity }) => `${listingPartsOf(externalListingId).sku}:${quantity}`
  )
  await client.call('taobao.skus.quantity.update', {
    num_iid: item,
    skuid_quantities: quantities.join(';'),
    type: absolute
  })
  return group.map(doneOf)
}

function doneOf({ externalListingId: externalId }: StockWrite): ItemOutcome {
  return { status: 'done', externalId }
}

/** Units that listings show now; those the shop lacks are left out. */
export async function readStock(
  client: TopClient,
  externalListingIds: readonly string[]
): Promise<ReadonlyMap<string, number>> {
  const items = await readItems(client, externalListingIds)
  const shown = new Map<string, number>()
  for (const id of externalListingIds) {
    const { item, sku } = listingPartsOf(id)
    const wire = items.get(item)
    const quantity =
      sku === null
        ? wire?.num
        : wire?.skus?.sku?.find(({ sku_id: found }) => String(found) === sku)?.quantity
    if (quantity !== undefined) shown.set(id, quantity)
  }
  return shown
}
