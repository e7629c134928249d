import { currencyExponent } from '#core/currency'
import { SkuDuplicate } from '../errors.ts'
import { normalizeGtin } from '../gtin.ts'
import type { PriceInput, VariantChangeInput } from '../schema.ts'
import type { PriceRow, VariantRow } from '../tables.ts'

/**
 * A variant's row with what was given put into it; what was not stays.
 *
 * Errors: GTIN_INVALID, CURRENCY_UNKNOWN.
 */
export function withVariantFields(row: VariantRow, given: VariantChangeInput): VariantRow {
  const changed = { ...row }
  if (given.sku !== undefined) changed.sku = given.sku
  if (given.title !== undefined) changed.title = given.title
  if (given.gtin !== undefined) {
    changed.gtin = given.gtin === null ? null : normalizeGtin(given.gtin)
  }
  if (given.isTracked !== undefined) changed.isTracked = Number(given.isTracked)
  if (given.cost !== undefined) {
    if (given.cost) currencyExponent(given.cost.currency)
    changed.costMinor = given.cost?.amountMinor ?? null
    changed.costCurrency = given.cost?.currency ?? null
  }
  if (given.weightGrams !== undefined) changed.weightGrams = given.weightGrams
  if (given.dimensions !== undefined) {
    changed.lengthMm = given.dimensions?.lengthMm ?? null
    changed.widthMm = given.dimensions?.widthMm ?? null
    changed.heightMm = given.dimensions?.heightMm ?? null
  }
  if (given.taxClass !== undefined) changed.taxClass = given.taxClass
  if (given.attributes !== undefined) changed.attributes = JSON.stringify(given.attributes)
  if (given.optionValues !== undefined) changed.optionValues = JSON.stringify(given.optionValues)
  if (given.position !== undefined) changed.position = given.position
  return changed
}

/** Prices as rows; of two in one currency the last one counts. Errors: CURRENCY_UNKNOWN. */
export function toPriceRows(
  variantId: string,
  prices: readonly PriceInput[],
  updatedAt: string
): PriceRow[] {
  for (const { currency } of prices) currencyExponent(currency)
  const byCurrency = new Map(prices.map((price) => [price.currency, price]))
  return [...byCurrency.values()].map((price) => ({ variantId, ...price, updatedAt }))
}

/** Errors: SKU_DUPLICATE when two of the SKUs are one. */
export function assertSkusDiffer(skus: readonly string[]): void {
  const seen = new Set<string>()
  for (const sku of skus) {
    if (seen.has(sku)) throw new SkuDuplicate({ sku })
    seen.add(sku)
  }
}
