import type { ItemOutcome, StockWrite } from '#core/channel/writes'
import type { ShopifyClient } from './client.ts'
import { setStock } from './documents/variants.ts'
import { refused } from './errors.ts'
import { idempotencyKeyOf } from './idempotency.ts'
import { gone, locationOf, quantityOf, variantsOf } from './variants.ts'
import type { WireUserErrors, WireVariant } from './wire.ts'

type Quantity = Pick<StockWrite, 'externalListingId' | 'sku' | 'quantity'>

/** A quantity that can be set. */
interface Settable {
  item: Quantity
  place: number
  inventoryItemId: string
  shown: number
}

/**
 * Sets stock, absolutely. What is shown is read first: an item that shows the quantity already is done, and one
 * that a sale changes in between is not overwritten, because the sale is on its way to us as well.
 */
export async function writeStock(
  client: ShopifyClient,
  items: readonly Quantity[],
  key: string
): Promise<ItemOutcome[]> {
  const variants = await variantsOf(
    client,
    items.map(({ externalListingId }) => externalListingId)
  )
  const outcomes: ItemOutcome[] = []
  const settable: Settable[] = []
  for (const [place, item] of items.entries()) {
    const found = settableOf(item, variants.get(item.externalListingId))
    if ('status' in found) outcomes[place] = found
    else if (found.shown === item.quantity) outcomes[place] = { status: 'done' }
    else settable.push({ ...found, item, place })
  }
  const refusals = await set(client, settable, key)
  const left = settable.filter(({ place }) => !refusals.has(place))
  // Shopify takes all quantities of a call or none: without the refused ones, the others go through.
  const again = refusals.size > 0 && left.length > 0 ? await set(client, left, key) : new Map()
  for (const { place } of settable) {
    const isOpen = again.size > 0 && !again.has(place) && !refusals.has(place)
    outcomes[place] =
      refusals.get(place) ??
      again.get(place) ??
      (isOpen
        ? { status: 'retry', reason: 'another one was refused beside it' }
        : { status: 'done' })
  }
  return outcomes
}

/** Units that listings show now at the account's location. */
export async function readStock(
  client: ShopifyClient,
  externalListingIds: readonly string[]
): Promise<ReadonlyMap<string, number>> {
  const shown = new Map<string, number>()
  for (const [id, variant] of await variantsOf(client, externalListingIds)) {
    const quantity = quantityOf(variant)
    if (quantity !== null) shown.set(id, quantity)
  }
  return shown
}

function settableOf(
  item: Quantity,
  variant: WireVariant | undefined
): ItemOutcome | Pick<Settable, 'inventoryItemId' | 'shown'> {
  if (!variant) return gone(item)
  const shown = quantityOf(variant)
  const { id: inventoryItemId, tracked } = variant.inventoryItem
  if (!tracked) {
    const reason = `${item.sku}: Shopify does not track its stock: switch that on at the variant`
    return { status: 'rejected', code: 'NOT_TRACKED', reason }
  }
  if (shown === null) {
    const reason = `${item.sku}: it is not stocked at the location of the settings: stock it there`
    return { status: 'rejected', code: 'NOT_STOCKED', reason }
  }
  return { inventoryItemId, shown }
}

/** Sets quantities in one call. Returns what was refused, by place; then nothing has been set. */
async function set(
  client: ShopifyClient,
  settable: readonly Settable[],
  key: string
): Promise<Map<number, ItemOutcome>> {
  const refusals = new Map<number, ItemOutcome>()
  if (settable.length === 0) return refusals
  const input = {
    name: 'available',
    reason: 'correction',
    quantities: settable.map(({ inventoryItemId, item, shown }) => ({
      inventoryItemId,
      locationId: locationOf(client),
      quantity: item.quantity,
      changeFromQuantity: client.account.comparesStock ? shown : null
    }))
  }
  const { inventorySetQuantities } = await client.call<{ inventorySetQuantities: WireUserErrors }>(
    setStock,
    { input, key: idempotencyKeyOf(key, input) }
  )
  for (const error of inventorySetQuantities.userErrors) {
    const index = error.field?.[1] === 'quantities' ? Number(error.field[2]) : Number.NaN
    const meant = settable[index] ? [settable[index]] : settable
    for (const { item, place } of meant) refusals.set(place, refused(error, item.sku))
  }
  return refusals
}
