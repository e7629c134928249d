import type { WooClient } from './client.ts'
import { WooRefusal } from './errors.ts'
import { listingIdOf, refOf } from './map/listing-id.ts'
import { pageMax } from './pages.ts'
import type { WireProduct } from './wire.ts'

/** Reads products and variations by listing id; those that the shop lacks are left out. */
export async function readProducts(
  client: WooClient,
  listingIds: readonly string[]
): Promise<Map<string, WireProduct>> {
  const groups = new Map<number | null, number[]>()
  for (const ref of listingIds.map(refOf)) {
    if (ref === null) continue
    const parent = ref.variationId === null ? null : ref.productId
    groups.set(parent, [...(groups.get(parent) ?? []), ref.variationId ?? ref.productId])
  }
  const found = new Map<string, WireProduct>()
  for (const [parent, ids] of groups) {
    for (let at = 0; at < ids.length; at += pageMax) {
      for (const product of await read(client, parent, ids.slice(at, at + pageMax))) {
        const id = parent === null ? listingIdOf(product.id, null) : listingIdOf(parent, product.id)
        found.set(id!, product)
      }
    }
  }
  return found
}

async function read(
  client: WooClient,
  parent: number | null,
  ids: readonly number[]
): Promise<WireProduct[]> {
  try {
    const { rows } = await client.page<WireProduct>({
      operation: parent === null ? 'listProducts' : 'listVariations',
      path: parent === null ? 'products' : `products/${parent}/variations`,
      query: { include: ids.join(','), per_page: pageMax }
    })
    return rows
  } catch (error) {
    // A parent that is gone has taken its variations along.
    if (parent !== null && error instanceof WooRefusal && error.status === 404) return []
    throw error
  }
}
