import type { ItemOutcome, StockWrite } from '#core/channel/writes'
import type { TopClient } from './client.ts'
import { eachInTurn } from './each-in-turn.ts'
import { refusedItem } from './errors.ts'
import { byItem, readItems } from './items.ts'
import { listingPartsOf } from './map/values.ts'

/** Sets the number, whatever it was: repeating it changes nothing. */
const absolute = 1

/**
 * Sets stock. SKUs of one item go in one call; when it is refused they go one by one, to tell which
 * it was.
 */
export async function writeStock(
  client: TopClient,
  items: readonly StockWrite[]
): Promise<ItemOutcome[]> {
  const outcomes = await eachInTurn(byItem(items), async (group) => {
    try {
      await set(client, group)
      return group.map(({ externalListingId: externalId }) => ({ status: 'done', externalId }))
    } catch (error) {
      if (group.length === 1 || refusedItem(error) === null) throw error
    }
    const singly = await eachInTurn(
      group.map((item) => [item]),
      async (one) => {
        await set(client, one)
        return [{ status: 'done', externalId: one[0]!.externalListingId }]
      }
    )
    return group.map((item) => singly.get(item)!)
  })
  return items.map((item) => outcomes.get(item)!)
}

async function set(client: TopClient, group: readonly StockWrite[]): Promise<void> {
  const { item, sku } = listingPartsOf(group[0]!.externalListingId)
  if (sku === null) {
    const quantity = group.at(-1)!.quantity
    await client.call('taobao.item.quantity.update', { num_iid: item, quantity, type: absolute })
    return
  }
  const quantities = group.map(
    ({ externalListingId, quantity }) => `${listingPartsOf(externalListingId).sku}:${quantity}`
  )
  await client.call('taobao.skus.quantity.update', {
    num_iid: item,
    skuid_quantities: quantities.join(';'),
    type: absolute
  })
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
