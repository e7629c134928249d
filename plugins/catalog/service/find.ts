import { NotFound, VersionOutdated } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import { lockProducts } from '../repository/products.ts'
import { selectVariants } from '../repository/variants.ts'
import type { ProductRow, VariantRow } from '../tables.ts'

/** A product about to be changed, locked. Errors: NOT_FOUND, VERSION_OUTDATED. */
export async function lockProduct(tx: Tx, id: string, expected?: number): Promise<ProductRow> {
  const [product] = await lockProducts(tx, 'id', [id])
  if (!product) throw new NotFound({ what: 'product', id })
  assertVersion(product.version, expected)
  return product
}

/** A variant about to be changed, with its product locked. Errors: NOT_FOUND, VERSION_OUTDATED. */
export async function lockVariant(
  tx: Tx,
  id: string,
  expected?: number
): Promise<{ product: ProductRow; variant: VariantRow; siblings: VariantRow[] }> {
  const [found] = await selectVariants(tx, 'id', [id])
  if (!found) throw new NotFound({ what: 'variant', id })
  const product = await lockProduct(tx, found.productId)
  const all = await selectVariants(tx, 'productId', [product.id])
  const variant = all.find((candidate) => candidate.id === id)
  if (!variant) throw new NotFound({ what: 'variant', id })
  assertVersion(variant.version, expected)
  return { product, variant, siblings: all.filter((candidate) => candidate.id !== id) }
}

/** Errors: VERSION_OUTDATED. */
export function assertVersion(current: number, expected: number | undefined): void {
  if (expected !== undefined && expected !== current) {
    throw new VersionOutdated({ expected, current })
  }
}
