import type { Reader } from '#core/database/db'
import type { CatalogService, VariantRef } from '#plugins/catalog'
import { PricingInvalid } from './errors.ts'

/** Variants of the items of a body, by SKU: one query. Errors: PRICING_INVALID naming the first that there is not. */
export async function requireSkus(
  db: Reader,
  catalog: Pick<CatalogService, 'variantsBySku'>,
  items: readonly { sku: string }[],
  pointerOf = (index: number) => `#/items/${index}/sku`
): Promise<Map<string, VariantRef>> {
  const variants = await catalog.variantsBySku(db, [...new Set(items.map(({ sku }) => sku))])
  const index = items.findIndex(({ sku }) => !variants.has(sku))
  if (index < 0) return variants
  throw new PricingInvalid({
    field: pointerOf(index),
    reason: `there is no SKU ${JSON.stringify(items[index]!.sku)} in the catalog`
  })
}
