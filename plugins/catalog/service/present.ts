import type { Static } from 'typebox'
import type { PricedVariantRow } from '../repository/priced.ts'
import type { MediaShape, ProductShape, VariantShape } from '../schema.ts'
import type { MediaRow, ProductRow } from '../tables.ts'

export type VariantView = Static<typeof VariantShape>
export type MediaView = Static<typeof MediaShape>
export type ProductView = Omit<Static<typeof ProductShape>, 'media'>

/** A product as the API shows it, but for its variants. */
export function presentProduct(row: ProductRow): Omit<ProductView, 'variants'> {
  return {
    id: row.id,
    handle: row.handle,
    title: row.title,
    description: row.description,
    categoryId: row.categoryId,
    taxClass: row.taxClass,
    attributes: JSON.parse(row.attributes),
    options: JSON.parse(row.options),
    lifecycle: row.lifecycle,
    completeness: { score: row.score, missing: JSON.parse(row.missing) },
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt
  }
}

/**
 * Variants as the API shows them, from rows that repeat a variant for each of its prices.
 *
 * Shape: prices by currency; `available` is null for what is not tracked, and for everything where there is no
 * inventory; a tracked variant that inventory does not know has none.
 */
export function presentVariants(
  rows: readonly PricedVariantRow[],
  available: ReadonlyMap<string, number>,
  canSeeCost: boolean
): VariantView[] {
  const views: VariantView[] = []
  for (const row of rows) {
    let view = views.at(-1)
    if (view?.id !== row.id) {
      view = presentVariant(row, available.get(row.id) ?? null, canSeeCost)
      views.push(view)
    }
    if (row.priceCurrency !== null && row.priceMinor !== null) {
      view.prices.push({ amountMinor: row.priceMinor, currency: row.priceCurrency })
    }
  }
  for (const { prices } of views) {
    if (prices.length > 1) prices.sort((a, b) => (a.currency < b.currency ? -1 : 1))
  }
  return views
}

function presentVariant(
  row: PricedVariantRow,
  available: number | null,
  canSeeCost: boolean
): VariantView {
  const { lengthMm, widthMm, heightMm, costMinor, costCurrency } = row
  const isMeasured = lengthMm !== null && widthMm !== null && heightMm !== null
  const isCosted = costMinor !== null && costCurrency !== null
  const cost = isCosted ? { amountMinor: costMinor, currency: costCurrency } : null
  return {
    id: row.id,
    productId: row.productId,
    sku: row.sku,
    gtin: row.gtin,
    title: row.title,
    isTracked: row.isTracked === 1,
    prices: [],
    weightGrams: row.weightGrams,
    dimensions: isMeasured ? { lengthMm, widthMm, heightMm } : null,
    taxClass: row.taxClass,
    attributes: JSON.parse(row.attributes),
    optionValues: JSON.parse(row.optionValues),
    position: row.position,
    version: row.version,
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
    available,
    cost: canSeeCost ? cost : undefined
  }
}

/** An image as the API shows it. */
export function presentMedia(row: MediaRow): MediaView {
  const { productId: _, createdAt: __, ...view } = row
  return view
}
