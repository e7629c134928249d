import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { Lifecycle, VariantOffer, VariantRef } from '../api.ts'

interface RefRow extends Omit<VariantRef, 'isTracked'> {
  isTracked: number
  lifecycle: Lifecycle
}

/** Variants as other plugins know them, by one of the variants' text columns: one query. */
export async function selectRefs(
  db: Reader,
  column: 'id' | 'sku' | 'productId',
  values: readonly string[]
): Promise<VariantRef[]> {
  if (values.length === 0) return []
  const { rows } = await sql<RefRow>`
    select v.id, v.sku, v.product_id, coalesce(v.title, p.title) as title, v.is_tracked, p.lifecycle
    from variants v join products p on p.id = v.product_id
    where ${isOneOf(db, `v.${column}`, values)}`.execute(db)
  return rows.map((row) => ({ ...row, isTracked: row.isTracked === 1 }))
}

/** Variants by SKU with their list price in one currency: one query. */
export async function selectOffers(
  db: Reader,
  skus: readonly string[],
  currency: string
): Promise<VariantOffer[]> {
  if (skus.length === 0) return []
  const { rows } = await sql<RefRow & Pick<VariantOffer, 'listPriceMinor'>>`
    select v.id, v.sku, v.product_id, coalesce(v.title, p.title) as title, v.is_tracked, p.lifecycle,
      price.amount_minor as list_price_minor
    from variants v join products p on p.id = v.product_id
      left join prices price on price.variant_id = v.id and price.currency = ${currency}
    where ${isOneOf(db, 'v.sku', skus)}`.execute(db)
  return rows.map((row) => ({ ...row, isTracked: row.isTracked === 1 }))
}

/** List prices in one currency, by variant. */
export async function selectPrices(
  db: Reader,
  variantIds: readonly string[],
  currency: string
): Promise<Map<string, number>> {
  if (variantIds.length === 0) return new Map()
  const { rows } = await sql<{ variantId: string; amountMinor: number }>`
    select variant_id, amount_minor from prices
    where currency = ${currency} and ${isOneOf(db, 'variantId', variantIds)}`.execute(db)
  return new Map(rows.map((row) => [row.variantId, row.amountMinor]))
}
