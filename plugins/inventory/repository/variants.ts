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

/** Those of some variants of which anything is on hand, promised or on its way. */
export async function variantsHeld(db: Reader, ids: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ variantId: string }>`
    select variant_id from stock_levels where ${isOneOf(db, 'variantId', ids)}
      and (on_hand <> 0 or allocated <> 0 or reserved <> 0 or incoming <> 0)
    union
    select part.variant_id from reservation_parts as part
    join reservations as held on held.id = part.reservation_id
    where ${isOneOf(db, 'part.variantId', ids)} and held.state = 'held'
    union
    select variant_id from stock_allocations
    where ${isOneOf(db, 'variantId', ids)} and allocated > 0`.execute(db)
  return new Set(rows.map(({ variantId }) => variantId))
}

/** Forgets variants, with their levels and policies. What the ledger says of them stays. */
export async function deleteVariants(tx: Tx, ids: readonly string[]): Promise<void> {
  for (const table of ['stockPolicies', 'stockLevels', 'stockVariants'] as const) {
    await tx
      .deleteFrom(table)
      .where(isOneOf(tx, 'variantId', ids))
      .execute()
  }
}

async function select(db: Reader, where: RawBuilder<boolean>): Promise<StockVariantRow[]> {
  const { rows } = await sql<StockVariantRow>`
    select variant_id, sku, is_tracked from stock_variants where ${where}`.execute(db)
  return rows
}
