import type { Tx } from '#core/transaction'
import { SkuDuplicate } from '../errors.ts'
import { selectCategories } from '../repository/categories.ts'
import { lockProducts, selectProducts } from '../repository/products.ts'
import { selectRefs } from '../repository/refs.ts'
import { selectPriceRows, selectVariants } from '../repository/variants.ts'
import type { PriceRow, ProductRow, VariantRow } from '../tables.ts'
import type { ImportRow } from './row.ts'

/** What the rows of one page touch, as it is and as it becomes: written at the end, all at once. */
export interface PageState {
  productsById: Map<string, ProductRow>
  productsByHandle: Map<string, ProductRow>
  variantsBySku: Map<string, VariantRow>
  /** Variants of each product: all of them are held to its options, and told of what it is now. */
  siblings: Map<string, Map<string, VariantRow>>
  /** `variantId currency` → price. */
  prices: Map<string, PriceRow>
  categoryIdByPath: Map<string, string>
}

/** Names a price within a page. */
export function priceKey({
  variantId,
  currency
}: Pick<PriceRow, 'variantId' | 'currency'>): string {
  return `${variantId} ${currency}`
}

/**
 * Reads and locks what the rows of a page are about: seven queries, whatever the rows.
 *
 * Errors: SKU_DUPLICATE when somebody else made one of the SKUs while this waited for its products.
 */
export async function loadPage(tx: Tx, rows: readonly ImportRow[]): Promise<PageState> {
  const skus = rows.map(({ sku }) => sku)
  const handles = rows.flatMap(({ handle }) => handle ?? [])
  const paths = rows.flatMap(({ category }) => category ?? [])
  const known = await selectRefs(tx, 'sku', skus)
  const named = await selectProducts(tx, 'handle', handles)
  const ids = new Set([...known.map(({ productId }) => productId), ...named.map(({ id }) => id)])
  const products = await lockProducts(tx, 'id', [...ids])
  const variants = await selectVariants(tx, 'sku', skus)
  const isLocked = new Set(products.map(({ id }) => id))
  const appeared = variants.find(({ productId }) => !isLocked.has(productId))
  if (appeared) throw new SkuDuplicate({ sku: appeared.sku })
  const siblings = await selectVariants(tx, 'productId', [...isLocked])
  const prices = await selectPriceRows(
    tx,
    variants.map(({ id }) => id)
  )
  const categories = await selectCategories(tx, 'path', paths)
  const state: PageState = {
    productsById: new Map(products.map((row) => [row.id, row])),
    productsByHandle: new Map(products.map((row) => [row.handle, row])),
    variantsBySku: new Map(variants.map((row) => [row.sku, row])),
    siblings: new Map(),
    prices: new Map(prices.map((row) => [priceKey(row), row])),
    categoryIdByPath: new Map(categories.map(({ path, id }) => [path, id]))
  }
  for (const row of [...siblings, ...variants]) addSibling(state, row)
  return state
}

/** Puts a variant among those of its product, in place of what it was. */
export function addSibling(state: PageState, row: VariantRow): void {
  const siblings = state.siblings.get(row.productId)
  if (siblings) siblings.set(row.id, row)
  else state.siblings.set(row.productId, new Map([[row.id, row]]))
}
