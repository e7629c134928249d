import { sql } from 'kysely'
import { rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { StockDemandRow } from '../tables.ts'

/** Adds units that have left to the days they left on. */
export async function addDemand(tx: Tx, rows: readonly StockDemandRow[]): Promise<void> {
  const sums = new Map<string, StockDemandRow>()
  for (const row of rows) {
    const key = `${row.variantId}\n${row.locationId}\n${row.dayOn}`
    sums.set(key, { ...row, quantity: row.quantity + (sums.get(key)?.quantity ?? 0) })
  }
  const columns = {
    variantId: 'text',
    locationId: 'text',
    dayOn: 'text',
    quantity: 'integer'
  } as const
  const sorted = [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  await sql`
    insert into stock_demand (variant_id, location_id, day_on, quantity)
    select variant_id, location_id, day_on, quantity
    from ${rowsFrom(tx, 'sold', columns, sorted)} where true
    on conflict (variant_id, location_id, day_on) do update set
      quantity = stock_demand.quantity + excluded.quantity`.execute(tx)
}
