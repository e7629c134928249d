import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { MediaRow } from '../tables.ts'

export function insertMedia(tx: Tx, rows: readonly MediaRow[]): Promise<number> {
  return insertAll(tx, 'productMedia', rows)
}

/** Media of products: main images first, each role in its order. */
export async function selectMedia(db: Reader, productIds: readonly string[]): Promise<MediaRow[]> {
  const { rows } = await sql<MediaRow>`
    select * from product_media where ${isOneOf(db, 'productId', productIds)}
    order by product_id, role desc, position, id`.execute(db)
  return rows
}

export async function deleteMedia(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('productMedia').where('id', '=', id).execute()
}
