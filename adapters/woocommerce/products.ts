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

/** Most SKUs in one question: they stand in its address. */
const skusMax = 20

/**
 * Our ids of the listings of SKUs, by the id of product or variation. Asked by SKU, the shop shows
 * variations too, with their parents.
 */
export async function findListingIds(
  client: WooClient,
  skus: readonly string[]
): Promise<Map<number, string>> {
  const found = new Map<number, string>()
  for (const sku of questionsOf(skus)) {
    const { rows } = await client.page<WireProduct>({
      operation: 'listProducts',
      path: 'products',
      query: { sku, per_page: pageMax }
    })
    for (const { id, parent_id: parent = 0 } of rows) {
      found.set(id, parent > 0 ? listingIdOf(parent, id)! : listingIdOf(id, null)!)
    }
  }
  return found
}

/** The shop separates SKUs by commas: one that holds a comma is asked for by itself. */
function questionsOf(skus: readonly string[]): string[] {
  const questions = skus.filter((sku) => sku.includes(','))
  const plain = skus.filter((sku) => !sku.includes(','))
  for (let at = 0; at < plain.length; at += skusMax) {
    questions.push(plain.slice(at, at + skusMax).join(','))
  }
  return questions
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
