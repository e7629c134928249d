import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { OrderChangeActionRow, OrderChangeRow } from './tables.ts'

export async function insertChange(tx: Tx, row: OrderChangeRow): Promise<void> {
  await insertAll(tx, 'orderChanges', [row])
}

export async function insertActions(tx: Tx, rows: readonly OrderChangeActionRow[]): Promise<void> {
  await insertAll(tx, 'orderChangeActions', rows)
}

export async function saveChange(tx: Tx, { id, ...row }: OrderChangeRow): Promise<void> {
  await tx.updateTable('orderChanges').set(row).where('id', '=', id).execute()
}

export async function findChange(db: Reader, id: string): Promise<OrderChangeRow | undefined> {
  return db.selectFrom('orderChanges').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The change of an order that is neither confirmed nor discarded. */
export async function openChangeOf(
  db: Reader,
  orderId: string
): Promise<OrderChangeRow | undefined> {
  return db
    .selectFrom('orderChanges')
    .selectAll()
    .where('orderId', '=', orderId)
    .where('state', '=', 'draft')
    .executeTakeFirst()
}

/** Actions of changes, in the order in which they were added. */
export async function actionsOf(
  db: Reader,
  changeIds: readonly string[]
): Promise<OrderChangeActionRow[]> {
  return db
    .selectFrom('orderChangeActions')
    .selectAll()
    .where(isOneOf(db, 'changeId', changeIds))
    .orderBy('changeId')
    .orderBy('position')
    .execute()
}

/** What was given back because these orders became cheaper, or is on its way. */
export async function changeRefunds(db: Reader, orderIds: readonly string[]): Promise<number> {
  const { rows } = await sql<{ minor: string | null }>`
    select sum(case when state = 'pending' then amount_minor else done_minor end) as minor
    from refunds where ${isOneOf(db, 'orderId', orderIds)} and kind = 'change' and state <> 'failed'`.execute(
    db
  )
  return Number(rows[0]!.minor ?? 0)
}
