import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { LocationRow } from '../tables.ts'

/** The location that stock belongs to when nobody says where. */
export const defaultLocationId = 'loc_default'

export async function findLocation(db: Reader, id: string): Promise<LocationRow | undefined> {
  return db.selectFrom('locations').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The location that goods which nobody counts leave from: the first that is on. */
export async function firstLocationId(db: Reader): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    select id from locations order by is_enabled desc, priority, id limit 1`.execute(db)
  return rows[0]?.id ?? defaultLocationId
}
