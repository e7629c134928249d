import { type Expression, type SqlBool, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import type {
  LocationRow,
  ReservationRow,
  StockCountRow,
  StockLevelRow,
  StockMovementRow,
  StockPolicyRow,
  TransferRow
} from '../tables.ts'

/** Limit and cursor of a list. */
export interface Paging {
  limit: number
  after?: string | undefined
}

/** What levels may be narrowed to. */
export interface LevelFilter {
  sku?: string | undefined
  locationId?: string | undefined
  /** Less available than the minimum of its policy. */
  isLow?: boolean | undefined
}

export type LevelRow = StockLevelRow & { sku: string }

const available = sql<number>`stock_levels.on_hand - stock_levels.allocated
  - stock_levels.reserved - stock_levels.safety_stock`

/** Levels by SKU and location. */
export function levelsPage(
  db: Reader,
  filter: LevelFilter,
  paging: Paging
): Promise<Page<LevelRow>> {
  let query = db
    .selectFrom('stockLevels')
    .innerJoin('stockVariants', 'stockVariants.variantId', 'stockLevels.variantId')
    .selectAll('stockLevels')
    .select('stockVariants.sku')
  if (filter.sku !== undefined) query = query.where('stockVariants.sku', '=', filter.sku)
  if (filter.locationId !== undefined) {
    query = query.where('stockLevels.locationId', '=', filter.locationId)
  }
  if (filter.isLow) query = query.where(isLow())
  const sort = ['stockVariants.sku', 'stockLevels.variantId', 'stockLevels.locationId']
  return pageOf<LevelRow>(query, { list: 'stock', sort, ...paging })
}

function isLow(): Expression<SqlBool> {
  return sql<SqlBool>`exists (select 1 from stock_policies as policy
    where policy.variant_id = stock_levels.variant_id
      and policy.location_id = stock_levels.location_id
      and ${available} < coalesce(policy.min_units, policy.computed_min_units))`
}

/** All levels of one variant. */
export async function levelsOfVariant(db: Reader, variantId: string): Promise<StockLevelRow[]> {
  return db
    .selectFrom('stockLevels')
    .selectAll()
    .where('variantId', '=', variantId)
    .orderBy('locationId')
    .execute()
}

/** The ledger, newest first. */
export function movementsPage(
  db: Reader,
  filter: {
    sku?: string | undefined
    locationId?: string | undefined
    kind?: StockMovementRow['kind'] | undefined
  },
  paging: Paging
): Promise<Page<StockMovementRow & { sku: string }>> {
  let query = db
    .selectFrom('stockMovements')
    .innerJoin('stockVariants', 'stockVariants.variantId', 'stockMovements.variantId')
    .selectAll('stockMovements')
    .select('stockVariants.sku')
  if (filter.sku !== undefined) query = query.where('stockVariants.sku', '=', filter.sku)
  if (filter.locationId !== undefined) {
    query = query.where('stockMovements.locationId', '=', filter.locationId)
  }
  if (filter.kind !== undefined) query = query.where('stockMovements.kind', '=', filter.kind)
  return pageOf<StockMovementRow & { sku: string }>(query, {
    list: 'stock-movements',
    sort: ['-stockMovements.id'],
    ...paging
  })
}

/** A policy and its level that falls short of the minimum. */
export interface ShortLevel extends LevelRow {
  minUnits: number | null
  maxUnits: number | null
  computedMinUnits: number | null
  computedMaxUnits: number | null
  multipleUnits: number
}

/** Levels whose forecast (on hand + incoming − promised) is below the minimum of their policy. */
export function shortLevelsPage(
  db: Reader,
  filter: { locationId?: string | undefined },
  paging: Paging
): Promise<Page<ShortLevel>> {
  let query = db
    .selectFrom('stockLevels')
    .innerJoin('stockVariants', 'stockVariants.variantId', 'stockLevels.variantId')
    .innerJoin('stockPolicies', (join) =>
      join
        .onRef('stockPolicies.variantId', '=', 'stockLevels.variantId')
        .onRef('stockPolicies.locationId', '=', 'stockLevels.locationId')
    )
    .selectAll('stockLevels')
    .select([
      'stockVariants.sku',
      'stockPolicies.minUnits',
      'stockPolicies.maxUnits',
      'stockPolicies.computedMinUnits',
      'stockPolicies.computedMaxUnits',
      'stockPolicies.multipleUnits'
    ])
    .where('stockVariants.isTracked', '=', 1)
    .where(
      sql<SqlBool>`stock_levels.on_hand + stock_levels.incoming - stock_levels.allocated
        - stock_levels.reserved < coalesce(stock_policies.min_units, stock_policies.computed_min_units)`
    )
  if (filter.locationId !== undefined) {
    query = query.where('stockLevels.locationId', '=', filter.locationId)
  }
  const sort = ['stockVariants.sku', 'stockLevels.variantId', 'stockLevels.locationId']
  return pageOf<ShortLevel>(query, { list: 'replenishment', sort, ...paging })
}

/** Reservations, newest first. `state` is what they are at `now`: due ones count as expired. */
export function reservationsPage(
  db: Reader,
  filter: {
    owner?: string | undefined
    state?: ReservationRow['state'] | undefined
    now: string
  },
  paging: Paging
): Promise<Page<ReservationRow>> {
  let query = db.selectFrom('reservations').selectAll()
  if (filter.owner !== undefined) query = query.where('owner', '=', filter.owner)
  if (filter.state !== undefined) {
    query = query.where(
      sql<SqlBool>`case when state = 'held' and expires_at <= ${filter.now} then 'expired'
        else state end = ${filter.state}`
    )
  }
  return pageOf<ReservationRow>(query, { list: 'reservations', sort: ['-id'], ...paging })
}

/** Transfers, newest first. */
export function transfersPage(
  db: Reader,
  filter: { state?: TransferRow['state'] | undefined },
  paging: Paging
): Promise<Page<TransferRow>> {
  let query = db.selectFrom('transfers').selectAll()
  if (filter.state !== undefined) query = query.where('state', '=', filter.state)
  return pageOf<TransferRow>(query, { list: 'transfers', sort: ['-id'], ...paging })
}

/** Stock counts, newest first. */
export function countsPage(
  db: Reader,
  filter: { state?: StockCountRow['state'] | undefined },
  paging: Paging
): Promise<Page<StockCountRow>> {
  let query = db.selectFrom('stockCounts').selectAll()
  if (filter.state !== undefined) query = query.where('state', '=', filter.state)
  return pageOf<StockCountRow>(query, { list: 'stock-counts', sort: ['-id'], ...paging })
}

/** Locations in order of priority. */
export function locationsPage(db: Reader, paging: Paging): Promise<Page<LocationRow>> {
  const query = db.selectFrom('locations').selectAll()
  return pageOf<LocationRow>(query, { list: 'locations', sort: ['priority', 'id'], ...paging })
}

/** Stock policies by SKU and location. */
export function policiesPage(
  db: Reader,
  filter: { sku?: string | undefined; locationId?: string | undefined },
  paging: Paging
): Promise<Page<StockPolicyRow & { sku: string }>> {
  let query = db
    .selectFrom('stockPolicies')
    .innerJoin('stockVariants', 'stockVariants.variantId', 'stockPolicies.variantId')
    .selectAll('stockPolicies')
    .select('stockVariants.sku')
  if (filter.sku !== undefined) query = query.where('stockVariants.sku', '=', filter.sku)
  if (filter.locationId !== undefined) {
    query = query.where('stockPolicies.locationId', '=', filter.locationId)
  }
  const sort = ['stockVariants.sku', 'stockPolicies.variantId', 'stockPolicies.locationId']
  return pageOf<StockPolicyRow & { sku: string }>(query, {
    list: 'stock-policies',
    sort,
    ...paging
  })
}
