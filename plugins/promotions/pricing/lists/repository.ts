import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { PriceListEntryRow, PriceListRow } from '../tables.ts'

/** Inserts a list whose handle is free; returns how many that were. */
export function insertList(tx: Tx, row: PriceListRow): Promise<number> {
  return insertAll(tx, 'priceLists', [row], { on: ['handle'] })
}

export async function findList(db: Reader, id: string): Promise<PriceListRow | undefined> {
  return db.selectFrom('priceLists').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A list about to be changed: whoever else changes it waits. */
export async function lockList(tx: Tx, id: string): Promise<PriceListRow | undefined> {
  const query = tx.selectFrom('priceLists').selectAll().where('id', '=', id)
  return (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
}

export async function updateList(tx: Tx, { id, ...columns }: PriceListRow): Promise<void> {
  await tx.updateTable('priceLists').set(columns).where('id', '=', id).execute()
}

export async function deleteList(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('priceListEntries').where('listId', '=', id).execute()
  await tx.deleteFrom('priceLists').where('id', '=', id).execute()
}

export async function saveEntries(tx: Tx, rows: readonly PriceListEntryRow[]): Promise<void> {
  await insertAll(tx, 'priceListEntries', rows, {
    on: ['listId', 'variantId', 'minQuantity'],
    update: ['unitPriceMinor', 'updatedAt']
  })
}

type EntryKey = Pick<PriceListEntryRow, 'variantId' | 'minQuantity'>

/** The entries of a list for variants, every break of them. */
export async function entriesOf(
  db: Reader,
  listId: string,
  variantIds: readonly string[]
): Promise<PriceListEntryRow[]> {
  const query = db.selectFrom('priceListEntries').selectAll().where('listId', '=', listId)
  return query.where(isOneOf(db, 'variantId', variantIds)).execute()
}

export async function deleteEntries(
  tx: Tx,
  listId: string,
  keys: readonly EntryKey[]
): Promise<void> {
  if (keys.length === 0) return
  const columns = { variantId: 'text', minQuantity: 'integer' } as const
  await sql`
    delete from price_list_entries where list_id = ${listId} and (variant_id, min_quantity) in
      (select variant_id, min_quantity from ${rowsFrom(tx, 'gone', columns, keys)})`.execute(tx)
}

/** Takes variants that are gone out of every list, with what their margins were. */
export async function forgetVariants(tx: Tx, variantIds: readonly string[]): Promise<void> {
  await tx
    .deleteFrom('priceListEntries')
    .where(isOneOf(tx, 'variantId', variantIds))
    .execute()
  await tx
    .deleteFrom('marginMarks')
    .where(isOneOf(tx, 'variantId', variantIds))
    .execute()
}
