import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { StockAlertRow, StockPolicyRow } from '../tables.ts'

/** The thresholds that every change of stock is held against. */
export type Thresholds = Pick<
  StockPolicyRow,
  | 'variantId'
  | 'locationId'
  | 'minUnits'
  | 'maxUnits'
  | 'marginUnits'
  | 'computedMinUnits'
  | 'computedMaxUnits'
>

export async function thresholdsOf(
  db: Reader,
  variantIds: readonly string[]
): Promise<Thresholds[]> {
  const { rows } = await sql<Thresholds>`
    select variant_id, location_id, min_units, max_units, margin_units, computed_min_units,
           computed_max_units
    from stock_policies where ${isOneOf(db, 'variantId', variantIds)}`.execute(db)
  return rows
}

/** Alerts that stand for some variants. */
export async function standingAlerts(
  db: Reader,
  variantIds: readonly string[]
): Promise<StockAlertRow[]> {
  const { rows } = await sql<StockAlertRow>`
    select kind, variant_id, location_id, raised_at from stock_alerts
    where ${isOneOf(db, 'variantId', variantIds)}`.execute(db)
  return rows
}

export async function addStandingAlerts(tx: Tx, rows: readonly StockAlertRow[]): Promise<void> {
  await insertAll(tx, 'stockAlerts', rows, { on: ['variantId', 'locationId', 'kind'] })
}

export async function dropStandingAlerts(
  tx: Tx,
  rows: readonly Pick<StockAlertRow, 'kind' | 'variantId' | 'locationId'>[]
): Promise<void> {
  if (rows.length === 0) return
  const columns = { kind: 'text', variantId: 'text', locationId: 'text' } as const
  await sql`
    delete from stock_alerts where (kind, variant_id, location_id) in
      (select kind, variant_id, location_id from ${rowsFrom(tx, 'gone', columns, rows)})`.execute(
    tx
  )
}
