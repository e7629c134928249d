import type { Tx } from '#core/transaction'
import type { ForSale, VariantRef } from '../api.ts'
import { selectRefs } from '../repository/refs.ts'
import type { CatalogRules } from './products.ts'
import { createUntracked } from './untracked.ts'
import { changeVariant, replacePrices } from './variants.ts'

/**
 * Makes live products of one tracked variant with a price, for SKUs that are not there yet. For a
 * few, not for imports.
 */
export async function createTracked(
  tx: Tx,
  rules: CatalogRules,
  products: readonly ForSale[]
): Promise<Map<string, VariantRef>> {
  const skus = products.map(({ sku }) => sku)
  const known = new Set((await selectRefs(tx, 'sku', skus)).map(({ sku }) => sku))
  const missing = products.filter(({ sku }) => !known.has(sku))
  const made = await createUntracked(tx, missing, rules.currency)
  for (const { sku, amountMinor, currency } of missing) {
    const { id } = made.get(sku)!
    await changeVariant(tx, rules, { id, given: { isTracked: true }, expectedVersion: undefined })
    const prices = [{ amountMinor, currency }]
    await replacePrices(tx, rules, { id, prices, expectedVersion: undefined })
  }
  return new Map((await selectRefs(tx, 'sku', skus)).map((ref) => [ref.sku, ref]))
}
