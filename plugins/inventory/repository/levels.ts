import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'

/** The counters of a variant at a location, with what allocation needs to know of the location. */
export interface Level {
  variantId: string
  locationId: string
  onHand: number
  allocated: number
  reserved: number
  incoming: number
  safetyStock: number
  priority: number
  isEnabled: number
}

/** What is added to the counters of one level. */
export interface LevelChange {
  variantId: string
  locationId: string
  onHand: number
  allocated: number
  reserved: number
  incoming: number
  /** Units that must be available to promise before; 0: it does not matter. */
  taken: number
  /** 1: on hand may not end below the backorder limit. */
  isLimited: number
}

/**
 * Reads all levels of some variants, which nobody else changes until this transaction ends.
 *
 * Rows are locked by variant and location, the one order in which all of inventory takes them: two orders for the same
 * SKUs wait for each other instead of ending in a deadlock. On SQLite a transaction is alone anyway.
 */
export async function lockLevels(tx: Tx, variantIds: readonly string[]): Promise<Level[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update of level' : '')
  const { rows } = await sql<Level>`
    select level.variant_id, level.location_id, level.on_hand, level.allocated, level.reserved,
           level.incoming, level.safety_stock, location.priority, location.is_enabled
    from stock_levels as level join locations as location on location.id = level.location_id
    where ${isOneOf(tx, 'level.variantId', variantIds)}
    order by level.variant_id, level.location_id ${lock}`.execute(tx)
  return rows
}

/** Makes levels of nothing where there are none yet. */
export async function addLevels(
  tx: Tx,
  keys: readonly { variantId: string; locationId: string }[]
): Promise<void> {
  const rows = keys
    .map(({ variantId, locationId }) => ({
      variantId,
      locationId,
      onHand: 0,
      allocated: 0,
      reserved: 0,
      incoming: 0,
      safetyStock: 0,
      updatedAt: tx.now
    }))
    .sort((a, b) => compare(a.variantId, b.variantId) || compare(a.locationId, b.locationId))
  await insertAll(tx, 'stockLevels', rows, { on: ['variantId', 'locationId'] })
}

/**
 * Changes levels with one conditional statement: a level that has less than is taken from it, or would end below its
 * limit, is left as it is. Returns how many were changed.
 */
export async function changeLevels(tx: Tx, changes: readonly LevelChange[]): Promise<number> {
  const columns = {
    variantId: 'text',
    locationId: 'text',
    onHand: 'integer',
    allocated: 'integer',
    reserved: 'integer',
    incoming: 'integer',
    taken: 'integer',
    isLimited: 'integer'
  } as const
  const result = await sql`
    update stock_levels set
      on_hand = stock_levels.on_hand + change.on_hand,
      allocated = stock_levels.allocated + change.allocated,
      reserved = stock_levels.reserved + change.reserved,
      incoming = stock_levels.incoming + change.incoming,
      updated_at = ${tx.now}
    from ${rowsFrom(tx, 'change', columns, changes)}
    where stock_levels.variant_id = change.variant_id
      and stock_levels.location_id = change.location_id
      and (change.taken = 0 or stock_levels.on_hand - stock_levels.allocated
        - stock_levels.reserved - stock_levels.safety_stock >= change.taken)
      and (change.is_limited = 0 or stock_levels.on_hand + change.on_hand >=
        case when stock_levels.safety_stock < 0 then stock_levels.safety_stock else 0 end)`.execute(
    tx
  )
  return Number(result.numAffectedRows ?? 0n)
}

/** Sets the safety stock of levels. */
export async function setSafetyStock(
  tx: Tx,
  rows: readonly { variantId: string; locationId: string; safetyStock: number }[]
): Promise<void> {
  const columns = { variantId: 'text', locationId: 'text', safetyStock: 'integer' } as const
  await sql`
    update stock_levels set safety_stock = change.safety_stock, updated_at = ${tx.now}
    from ${rowsFrom(tx, 'change', columns, rows)}
    where stock_levels.variant_id = change.variant_id
      and stock_levels.location_id = change.location_id`.execute(tx)
}

/** Available to promise of tracked variants, over all locations that are on. */
export async function sumAvailable(
  db: Reader,
  variantIds: readonly string[]
): Promise<Map<string, number>> {
  const { rows } = await sql<{ variantId: string; available: number }>`
    select variant.variant_id, coalesce(sum(case when location.is_enabled = 1 then
      level.on_hand - level.allocated - level.reserved - level.safety_stock else 0 end), 0) as available
    from stock_variants as variant
    left join stock_levels as level on level.variant_id = variant.variant_id
    left join locations as location on location.id = level.location_id
    where variant.is_tracked = 1 and ${isOneOf(db, 'variant.variantId', variantIds)}
    group by variant.variant_id`.execute(db)
  return new Map(rows.map((row) => [row.variantId, row.available]))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
