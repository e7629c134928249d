import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import { LocationUnknown } from '../errors.ts'
import type { LocationRow } from '../tables.ts'

/** The location that stock belongs to when nobody says where. */
export const defaultLocationId = 'loc_default'

export async function findLocation(db: Reader, id: string): Promise<LocationRow | undefined> {
  return db.selectFrom('locations').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Refuses ids of locations that do not exist. Errors: LOCATION_UNKNOWN. */
export async function requireLocations(db: Reader, ids: readonly string[]): Promise<void> {
  const distinct = [...new Set(ids)]
  if (distinct.every((id) => id === defaultLocationId)) return
  const { rows } = await sql<{ id: string }>`
    select id from locations where ${isOneOf(db, 'id', distinct)}`.execute(db)
  const known = new Set(rows.map((row) => row.id))
  const locationId = distinct.find((id) => !known.has(id))
  if (locationId !== undefined) throw new LocationUnknown({ locationId })
}

/** The location that goods which nobody counts leave from: the first that is on. */
export async function firstLocationId(db: Reader): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select id from locations order by is_enabled desc, priority, id limit 1`.execute(db)
  return rows[0]?.id ?? defaultLocationId
}

export async function insertLocation(tx: Tx, row: LocationRow): Promise<void> {
  await insertAll(tx, 'locations', [row])
}

/** The location, which nobody else changes until this transaction ends. */
export async function lockLocation(tx: Tx, id: string): Promise<LocationRow | undefined> {
  return tx
    .updateTable('locations')
    .set({ updatedAt: tx.now })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

export async function updateLocation(tx: Tx, row: LocationRow): Promise<void> {
  await tx.updateTable('locations').set(row).where('id', '=', row.id).execute()
}

export async function deleteLocation(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('locations').where('id', '=', id).execute()
}

/** Whether the ledger, a level or a policy names the location. */
export async function isLocationInUse(db: Reader, id: string): Promise<boolean> {
  const { rows } = await sql<{ used: number }>`
    select 1 as used from (
      select location_id from (select location_id from stock_levels where location_id = ${id} limit 1) as a
      union all
      select location_id from (select location_id from stock_movements where location_id = ${id} limit 1) as b
      union all
      select location_id from (select location_id from stock_counts where location_id = ${id} limit 1) as c
      union all
      select location_id from (select location_id from stock_policies where location_id = ${id} limit 1) as d
    ) as uses limit 1`.execute(db)
  return rows.length > 0
}

/** Variants with a level at a location, in order, a page at a time. */
export async function variantsAt(
  db: Reader,
  locationId: string,
  page: { after: string; limit: number }
): Promise<string[]> {
  const { rows } = await sql<{ variantId: string }>`
    select variant_id from stock_levels
    where location_id = ${locationId} and variant_id > ${page.after}
    order by variant_id limit ${page.limit}`.execute(db)
  return rows.map((row) => row.variantId)
}
