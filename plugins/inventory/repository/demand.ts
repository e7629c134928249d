import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { StockDemandRow } from '../tables.ts'

/** Adds units that have left to the days they left on. */
export async function addDemand(tx: Tx, rows: readonly StockDemandRow[]): Promise<void> {
  const sums = new Map<string, StockDemandRow>()
  for (const row of rows) {
    const key = `${row.variantId}\n${row.locationId}\n${row.dayOn}`
    sums.set(key, { ...row, quantity: row.quantity + (sums.get(key)?.quantity ?? 0) })
  }
  const sorted = [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  await insertAll(tx, 'stockDemand', sorted, {
    on: ['variantId', 'locationId', 'dayOn'],
    add: ['quantity']
  })
}

/** Units a day of some variants in `[fromOn, toOn)`; days without a sale have no row. */
export async function demandBetween(
  db: Reader,
  variantIds: readonly string[],
  window: { fromOn: string; toOn: string }
): Promise<StockDemandRow[]> {
  const { rows } = await sql<StockDemandRow>`
    select variant_id, location_id, day_on, quantity from stock_demand
    where ${isOneOf(db, 'variantId', variantIds)}
      and day_on >= ${window.fromOn} and day_on < ${window.toOn}`.execute(db)
  return rows
}

/** When a level last sold, and since when it is stocked. */
export interface Activity {
  variantId: string
  locationId: string
  lastSoldOn: string | null
  stockedAt: string | null
}

/** Activity of all levels of some variants. */
export async function activityOf(db: Reader, variantIds: readonly string[]): Promise<Activity[]> {
  const { rows } = await sql<Activity>`
    select level.variant_id, level.location_id,
      (select max(day_on) from stock_demand as sold where sold.variant_id = level.variant_id
        and sold.location_id = level.location_id) as last_sold_on,
      (select min(at) from stock_movements as first where first.variant_id = level.variant_id
        and first.location_id = level.location_id and first.on_hand > 0) as stocked_at
    from stock_levels as level where ${isOneOf(db, 'level.variantId', variantIds)}`.execute(db)
  return rows
}
