import type { ItemOutcome } from '#core/channel/writes'
import type { ShopifyClient } from './client.ts'
import { findVariants, readVariants } from './documents/variants.ts'
import { gidOf, numberOf } from './map/ids.ts'
import type { WireVariant } from './wire.ts'

/** Most variants that are read or written at once; Shopify allows 250. */
export const variantBatchMax = 100

/** Reads variants by the numbers of their listings; those that Shopify lacks are left out. */
export async function variantsOf(
  client: ShopifyClient,
  externalListingIds: readonly string[]
): Promise<Map<string, WireVariant>> {
  const found = new Map<string, WireVariant>()
  const ids = [...new Set(externalListingIds)].map((id) => gidOf('ProductVariant', id))
  for (let start = 0; start < ids.length; start += variantBatchMax) {
    const { nodes } = await client.call<{ nodes: (Partial<WireVariant> | null)[] }>(readVariants, {
      ids: ids.slice(start, start + variantBatchMax),
      locationId: locationOf(client)
    })
    for (const node of nodes) {
      if (node?.id !== undefined) found.set(numberOf(node.id), node as WireVariant)
    }
  }
  return found
}

/** The variant that has exactly this SKU; null for none. Errors: TypeError when several have it. */
export async function variantWithSku(
  client: ShopifyClient,
  sku: string
): Promise<WireVariant | null> {
  const { productVariants } = await client.call<{ productVariants: { nodes: WireVariant[] } }>(
    findVariants,
    { query: `sku:'${sku.replace(/['\\]/g, '\\$&')}'`, locationId: locationOf(client) }
  )
  const [first, second] = productVariants.nodes.filter((variant) => variant.sku === sku)
  if (second) throw new TypeError(`${sku}: several variants have this SKU: name the listing`)
  return first ?? null
}

/** The id of the account's location. */
export function locationOf({ account }: ShopifyClient): string {
  return gidOf('Location', account.locationId)
}

/** What becomes of an item whose listing Shopify does not have. */
export function gone(item: { externalListingId: string | null; sku: string }): ItemOutcome {
  const reason = `${item.sku}: Shopify has no variant ${item.externalListingId}: list it anew`
  return { status: 'rejected', code: 'LISTING_GONE', reason, class: 'gone' }
}

/** Units that a variant shows at the account's location; null: it is not stocked there. */
export function quantityOf({ inventoryItem }: WireVariant): number | null {
  return inventoryItem.inventoryLevel?.quantities[0]?.quantity ?? null
}
