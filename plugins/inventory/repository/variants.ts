import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { StockVariantRow } from '../tables.ts'

/** Keeps what inventory needs of variants; what is known already is brought up to date. */
export async function saveVariants(tx: Tx, rows: readonly StockVariantRow[]): Promise<void> {
  const newest = new Map(rows.map((row) => [row.variantId, row]))
  await insertAll(tx, 'stockVariants', [...newest.values()], {
    on: ['variantId'],
    update: ['sku', 'isTracked']
  })
}

export async function variantsById(
  db: Reader,
  ids: readonly string[]
): Promise<Map<string, StockVariantRow>> {
  const rows = await select(db, isOneOf(db, 'variantId', ids))
  return new Map(rows.map((row) => [row.variantId, row]))
}

export async function variantsBySku(
  db: Reader,
  skus: readonly string[]
): Promise<Map<string, StockVariantRow>> {
  const rows = await select(db, isOneOf(db, 'sku', skus))
  return new Map(rows.map((row) => [row.sku, row]))
}

async function select(db: Reader, where: RawBuilder<boolean>): Promise<StockVariantRow[]> {
  const { rows } = await sql<StockVariantRow>`
    select variant_id, sku, is_tracked from stock_variants where ${where}`.execute(db)
  return rows
}
