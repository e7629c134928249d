import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { PriceRow, VariantRow } from '../tables.ts'

/** Inserts variants whose SKU is free; returns how many that were. */
export function insertVariants(tx: Tx, rows: readonly VariantRow[]): Promise<number> {
  return insertAll(tx, 'variants', rows, { on: ['sku'] })
}

export async function selectVariants(
  db: Reader,
  column: 'id' | 'sku' | 'productId' | 'gtin',
  values: readonly string[]
): Promise<VariantRow[]> {
  if (values.length === 0) return []
  const { rows } = await sql<VariantRow>`
    select * from variants where ${isOneOf(db, column, values)}
    order by product_id, position, id`.execute(db)
  return rows
}

/** Ids of variants after one, in their order. */
export async function selectVariantIds(
  db: Reader,
  after: string,
  limit: number
): Promise<string[]> {
  const query = db.selectFrom('variants').select('id').where('id', '>', after)
  const rows = await query.orderBy('id').limit(limit).execute()
  return rows.map(({ id }) => id)
}

/** Writes all that may change of variants, and makes them a version newer. */
export async function updateVariants(tx: Tx, rows: readonly VariantRow[]): Promise<void> {
  if (rows.length === 0) return
  const columns = {
    id: 'text',
    sku: 'text',
    gtin: 'text',
    title: 'text',
    isTracked: 'integer',
    costMinor: 'integer',
    costCurrency: 'text',
    weightGrams: 'integer',
    lengthMm: 'integer',
    widthMm: 'integer',
    heightMm: 'integer',
    taxClass: 'text',
    attributes: 'text',
    optionValues: 'text',
    position: 'integer'
  } as const
  await sql`
    update variants set sku = c.sku, gtin = c.gtin, title = c.title, is_tracked = c.is_tracked,
      cost_minor = c.cost_minor, cost_currency = c.cost_currency, weight_grams = c.weight_grams,
      length_mm = c.length_mm, width_mm = c.width_mm, height_mm = c.height_mm,
      tax_class = c.tax_class, attributes = c.attributes, option_values = c.option_values,
      position = c.position, version = version + 1, updated_at = ${tx.now}
    from ${rowsFrom(tx, 'c', columns, rows)} where variants.id = c.id`.execute(tx)
}

export async function deleteVariant(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('prices').where('variantId', '=', id).execute()
  await tx.deleteFrom('variants').where('id', '=', id).execute()
}

/** All prices of variants, by currency. */
export async function selectPriceRows(
  db: Reader,
  variantIds: readonly string[]
): Promise<PriceRow[]> {
  if (variantIds.length === 0) return []
  const { rows } = await sql<PriceRow>`
    select * from prices where ${isOneOf(db, 'variantId', variantIds)}
    order by variant_id, currency`.execute(db)
  return rows
}

export function upsertPrices(tx: Tx, rows: readonly PriceRow[]): Promise<number> {
  return insertAll(tx, 'prices', rows, {
    on: ['variantId', 'currency'],
    update: ['amountMinor', 'updatedAt']
  })
}

export async function deletePrices(
  tx: Tx,
  keys: readonly { variantId: string; currency: string }[]
): Promise<void> {
  if (keys.length === 0) return
  const columns = { variantId: 'text', currency: 'text' } as const
  await sql`
    delete from prices where (variant_id, currency) in
      (select variant_id, currency from ${rowsFrom(tx, 'k', columns, keys)})`.execute(tx)
}
