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

/** A policy with the level it is about. */
export interface PlannedLevel extends StockPolicyRow {
  sku: string
  onHand: number
  allocated: number
  reserved: number
  incoming: number
  safetyStock: number
}

/** Policies with their levels, by variant and location, a page at a time. */
export async function plannedLevels(
  db: Reader,
  page: { after: { variantId: string; locationId: string }; limit: number }
): Promise<PlannedLevel[]> {
  const { variantId, locationId } = page.after
  const { rows } = await sql<PlannedLevel>`
    select policy.*, variant.sku, level.on_hand, level.allocated, level.reserved, level.incoming,
           level.safety_stock
    from stock_policies as policy
    join stock_variants as variant on variant.variant_id = policy.variant_id
    join stock_levels as level on level.variant_id = policy.variant_id
      and level.location_id = policy.location_id
    where variant.is_tracked = 1 and (policy.variant_id > ${variantId}
      or (policy.variant_id = ${variantId} and policy.location_id > ${locationId}))
    order by policy.variant_id, policy.location_id limit ${page.limit}`.execute(db)
  return rows
}

export async function policiesOf(
  db: Reader,
  variantIds: readonly string[]
): Promise<StockPolicyRow[]> {
  const { rows } = await sql<StockPolicyRow>`
    select * from stock_policies where ${isOneOf(db, 'variantId', variantIds)}`.execute(db)
  return rows
}

export async function savePolicies(tx: Tx, rows: readonly StockPolicyRow[]): Promise<void> {
  const { variantId: _, locationId: __, createdAt: ___, ...rest } = rows[0]!
  await insertAll(tx, 'stockPolicies', rows, {
    on: ['variantId', 'locationId'],
    update: Object.keys(rest)
  })
}

export async function deletePolicy(
  tx: Tx,
  variantId: string,
  locationId: string
): Promise<StockPolicyRow | undefined> {
  return tx
    .deleteFrom('stockPolicies')
    .where('variantId', '=', variantId)
    .where('locationId', '=', locationId)
    .returningAll()
    .executeTakeFirst()
}

/** Keeps the thresholds that follow from demand. */
export async function saveComputed(
  tx: Tx,
  rows: readonly Pick<
    StockPolicyRow,
    'variantId' | 'locationId' | 'computedMinUnits' | 'computedMaxUnits'
  >[]
): Promise<void> {
  const columns = {
    variantId: 'text',
    locationId: 'text',
    computedMinUnits: 'integer',
    computedMaxUnits: 'integer'
  } as const
  await sql`
    update stock_policies set computed_min_units = plan.computed_min_units,
      computed_max_units = plan.computed_max_units
    from ${rowsFrom(tx, 'plan', columns, rows)}
    where stock_policies.variant_id = plan.variant_id
      and stock_policies.location_id = plan.location_id`.execute(tx)
}
