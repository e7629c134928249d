import type { TopClient } from './client.ts'
import { isMissing } from './errors.ts'
import { listingPartsOf } from './map/values.ts'
import type { WireItem } from './wire.ts'

/** SKUs that one call can set the stock of. */
export const skuBatchMax = 20

const fields = 'num_iid,title,price,num,outer_id,approve_status,violation,skus'

/** Reads an item with its SKUs; null when the shop does not have it. */
export async function readItem(client: TopClient, item: string): Promise<WireItem | null> {
  try {
    const wire = await client.call<{ item?: WireItem }>('taobao.item.seller.get', {
      fields,
      num_iid: item
    })
    return wire.item ?? null
  } catch (error) {
    if (isMissing(error)) return null
    throw error
  }
}

/** Reads the items of listings, each once. */
export async function readItems(
  client: TopClient,
  externalListingIds: readonly string[]
): Promise<Map<string, WireItem>> {
  const read = new Map<string, WireItem>()
  for (const item of new Set(externalListingIds.map((id) => listingPartsOf(id).item))) {
    const wire = await readItem(client, item)
    if (wire) read.set(item, wire)
  }
  return read
}
