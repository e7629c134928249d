import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { Grade, ReturnReceiptLineRow, ReturnReceiptRow } from './tables.ts'

export async function insertReceipt(
  tx: Tx,
  receipt: ReturnReceiptRow,
  lines: readonly ReturnReceiptLineRow[]
): Promise<void> {
  await insertAll(tx, 'returnReceipts', [receipt])
  await insertAll(tx, 'returnReceiptLines', lines)
}

/** Units that came back, by line, whatever their grade. */
export async function receivedUnits(db: Reader, orderId: string): Promise<Map<string, number>> {
  const { rows } = await sql<{ orderLineId: string; units: string }>`
    select l.order_line_id, sum(l.quantity) as units
    from return_receipt_lines l join return_receipts r on r.id = l.receipt_id
    where r.order_id = ${orderId} group by l.order_line_id`.execute(db)
  return new Map(rows.map(({ orderLineId, units }) => [orderLineId, Number(units)]))
}

export async function findReceipt(db: Reader, id: string): Promise<ReturnReceiptRow | undefined> {
  return db.selectFrom('returnReceipts').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Lines of receipts, in the order in which they were written. */
export async function receiptLines(
  db: Reader,
  receiptIds: readonly string[]
): Promise<ReturnReceiptLineRow[]> {
  return db
    .selectFrom('returnReceiptLines')
    .selectAll()
    .where(isOneOf(db, 'receiptId', receiptIds))
    .orderBy('id')
    .execute()
}

/** Units of a SKU that were graded on a day. */
export interface DayOfReturns {
  on: string
  sku: string
  sellable: number
  repair: number
  scrap: number
}

/** What came back, by day and SKU; `to` is the last day. One query. */
export async function returnsByDay(
  db: Reader,
  { from, to }: { from: string; to: string }
): Promise<DayOfReturns[]> {
  const unitsOf = (grade: Grade) =>
    sql<string>`sum(case when grade = ${grade} then quantity else 0 end)`
  const { rows } = await sql<{ on: string; sku: string } & Record<Grade, string>>`
    select graded_on as "on", sku, ${unitsOf('sellable')} as sellable, ${unitsOf('repair')} as repair,
      ${unitsOf('scrap')} as scrap
    from return_receipt_lines where graded_on >= ${from} and graded_on <= ${to}
    group by graded_on, sku order by graded_on, sku`.execute(db)
  return rows.map(({ on, sku, sellable, repair, scrap }) => ({
    ...{ on, sku, sellable: Number(sellable), repair: Number(repair), scrap: Number(scrap) }
  }))
}
