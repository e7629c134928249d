import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import { priceKey } from '../changes/parts.ts'
import type { MarginMarkRow } from '../tables.ts'

/** The newest marks of variants, by `priceKey`: one query. */
export function newestMarks(
  db: Reader,
  variantIds: readonly string[]
): Promise<Map<string, MarginMarkRow>> {
  return marksAt(
    db,
    variantIds,
    sql`(select max(marked_at) from margin_marks as own
    where own.variant_id = mark.variant_id and own.currency = mark.currency)`
  )
}

/**
 * The marks that margins are held against, by `priceKey`: as it was at an instant, or (null) when the price last changed;
 * else the first there is. One query.
 */
export function earlierMarks(
  db: Reader,
  variantIds: readonly string[],
  at: Instant | null
): Promise<Map<string, MarginMarkRow>> {
  const condition = at === null ? sql`own.is_price_change = 1` : sql`own.marked_at <= ${at}`
  return marksAt(
    db,
    variantIds,
    sql`coalesce(
    (select max(marked_at) from margin_marks as own where own.variant_id = mark.variant_id
      and own.currency = mark.currency and ${condition}),
    (select min(marked_at) from margin_marks as own where own.variant_id = mark.variant_id
      and own.currency = mark.currency))`
  )
}

async function marksAt(
  db: Reader,
  variantIds: readonly string[],
  instant: ReturnType<typeof sql>
): Promise<Map<string, MarginMarkRow>> {
  const { rows } = await sql<MarginMarkRow>`
    select mark.* from margin_marks as mark
    where ${isOneOf(db, 'mark.variant_id', variantIds)} and mark.marked_at = ${instant}`.execute(db)
  return new Map(rows.map((row) => [priceKey(row), row]))
}

/** Writes marks; of several in one instant the last one counts. */
export async function insertMarks(tx: Tx, rows: readonly MarginMarkRow[]): Promise<void> {
  await insertAll(tx, 'marginMarks', rows, {
    on: ['variantId', 'currency', 'markedAt'],
    update: ['priceMinor', 'costMinor', 'isPriceChange']
  })
}

/** Deletes all marks of list prices. */
export async function deleteMarks(
  tx: Tx,
  prices: readonly Pick<MarginMarkRow, 'variantId' | 'currency'>[]
): Promise<void> {
  const columns = { variantId: 'text', currency: 'text' } as const
  const gone = prices.map(({ variantId, currency }) => ({ variantId, currency }))
  await sql`delete from margin_marks where (variant_id, currency) in
    (select variant_id, currency from ${rowsFrom(tx, 'gone', columns, gone)})`.execute(tx)
}

/** Drops marks that nothing is held against any more: of a price those before its newest one of that time. */
export async function dropMarks(tx: Tx, before: Instant): Promise<void> {
  await sql`
    delete from margin_marks where marked_at < ${before} and is_price_change = 0 and exists (
      select 1 from margin_marks as later where later.variant_id = margin_marks.variant_id
        and later.currency = margin_marks.currency and later.marked_at <= ${before}
        and later.marked_at > margin_marks.marked_at)`.execute(tx)
}
