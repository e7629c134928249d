import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { StockCountLineRow, StockCountRow } from '../tables.ts'

export type CountLine = StockCountLineRow & { sku: string }

export async function insertCount(tx: Tx, row: StockCountRow): Promise<void> {
  await insertAll(tx, 'stockCounts', [row])
}

export async function saveCountLines(tx: Tx, lines: readonly StockCountLineRow[]): Promise<void> {
  await insertAll(tx, 'stockCountLines', lines, {
    on: ['countId', 'variantId'],
    update: ['expected', 'counted', 'countedBy', 'countedAt']
  })
}

/** Plans a line for every variant with a level at the location of the count. */
export async function planWholeLocation(tx: Tx, countId: string, locationId: string) {
  await sql`
    insert into stock_count_lines (count_id, variant_id)
    select ${countId}, variant_id from stock_levels where location_id = ${locationId}`.execute(tx)
}

export async function findCount(db: Reader, id: string): Promise<StockCountRow | undefined> {
  return db.selectFrom('stockCounts').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The count, which nobody else changes until this transaction ends. */
export async function lockCount(tx: Tx, id: string): Promise<StockCountRow | undefined> {
  return tx
    .updateTable('stockCounts')
    .set({ version: sql<number>`version + 1` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

export async function endCount(
  tx: Tx,
  id: string,
  end: Pick<StockCountRow, 'state' | 'decidedBy' | 'decidedAt'>
): Promise<void> {
  await tx.updateTable('stockCounts').set(end).where('id', '=', id).execute()
}

/** Lines of counts with their SKUs. */
export async function countLinesOf(db: Reader, ids: readonly string[]): Promise<CountLine[]> {
  const { rows } = await sql<CountLine>`
    select line.count_id, line.variant_id, line.expected, line.counted, line.counted_by,
           line.counted_at, variant.sku
    from stock_count_lines as line
    join stock_variants as variant on variant.variant_id = line.variant_id
    where ${isOneOf(db, 'line.countId', ids)}
    order by line.count_id, variant.sku`.execute(db)
  return rows
}
