import { currencyExponent } from '#core/currency'
import type { Tx } from '#core/transaction'
import { lockProducts } from '../repository/products.ts'
import {
  selectPriceRows,
  selectVariants,
  updateVariants,
  upsertPrices
} from '../repository/variants.ts'
import { refreshProducts } from './refresh.ts'
import { toPriceEvent } from './variants.ts'

/**
 * Sets list prices of variants, each in one currency; a variant that is gone is left out. Eight queries, whatever their
 * number. Errors: CURRENCY_UNKNOWN.
 */
export async function setPrices(
  tx: Tx,
  prices: readonly { variantId: string; currency: string; amountMinor: number }[],
  shopCurrency: string
): Promise<void> {
  for (const { currency } of prices) currencyExponent(currency)
  const ids = [...new Set(prices.map(({ variantId }) => variantId))].sort()
  const found = await selectVariants(tx, 'id', ids)
  // Whoever changes a variant or its prices locks its product first.
  await lockProducts(tx, 'id', [...new Set(found.map(({ productId }) => productId))].sort())
  const variants = await selectVariants(tx, 'id', ids)
  const skuById = new Map(variants.map(({ id, sku }) => [id, sku]))
  const before = new Map(
    (await selectPriceRows(tx, ids)).map((row) => [keyOf(row), row.amountMinor])
  )
  const changed = prices.filter(
    (price) => skuById.has(price.variantId) && before.get(keyOf(price)) !== price.amountMinor
  )
  if (changed.length === 0) return
  const rows = changed.map((price) => ({ ...price, updatedAt: tx.now }))
  await upsertPrices(tx, rows)
  const touched = new Set(changed.map(({ variantId }) => variantId))
  const repriced = variants.filter(({ id }) => touched.has(id))
  await updateVariants(tx, repriced)
  tx.audit(
    changed.map(({ variantId, currency, amountMinor }) => ({
      action: 'price.update',
      subjectType: 'variant',
      subjectId: variantId,
      before: { currency, amountMinor: before.get(keyOf({ variantId, currency })) ?? null },
      after: { currency, amountMinor }
    }))
  )
  await tx.emit(
    'price.changed',
    rows.map((row) => toPriceEvent(row, skuById, before.get(keyOf(row)) ?? null))
  )
  const productIds = repriced.map(({ productId }) => productId)
  await refreshProducts(tx, productIds, shopCurrency)
}

function keyOf({ variantId, currency }: { variantId: string; currency: string }): string {
  return `${variantId}\n${currency}`
}
