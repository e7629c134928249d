import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { PresaleOrderRow, PresaleState } from './tables.ts'

export async function insertPresale(tx: Tx, row: PresaleOrderRow): Promise<void> {
  await insertAll(tx, 'presaleOrders', [row])
}

export function findPresale(db: Reader, orderId: string): Promise<PresaleOrderRow | undefined> {
  return db
    .selectFrom('presaleOrders')
    .selectAll()
    .where('orderId', '=', orderId)
    .executeTakeFirst()
}

/** An open presale of one of these orders. One query. */
export function findOpenPresale(
  tx: Tx,
  orderIds: readonly string[]
): Promise<PresaleOrderRow | undefined> {
  return tx
    .selectFrom('presaleOrders')
    .selectAll()
    .where(isOneOf(tx, 'orderId', orderIds))
    .where('state', '=', 'open')
    .orderBy('orderId')
    .executeTakeFirst()
}

/** Open presales whose time to pay the balance is over, oldest first, locked. */
export async function lockOverdue(tx: Tx, limit: number): Promise<PresaleOrderRow[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update skip locked' : '')
  const { rows } = await sql<PresaleOrderRow>`
    select * from presale_orders where state = 'open' and balance_to <= ${tx.now}
    order by balance_to, order_id limit ${limit} ${lock}`.execute(tx)
  return rows
}

/** What became of presales. */
export async function endPresales(
  tx: Tx,
  ends: readonly {
    orderId: string
    state: PresaleState
    keptMinor: number
    toRefundMinor: number
  }[]
): Promise<void> {
  const columns = {
    orderId: 'text',
    state: 'text',
    keptMinor: 'integer',
    toRefundMinor: 'integer'
  } as const
  await sql`
    update presale_orders set state = ended.state, kept_minor = ended.kept_minor,
      to_refund_minor = ended.to_refund_minor
    from ${rowsFrom(tx, 'ended', columns, ends)}
    where presale_orders.order_id = ended.order_id`.execute(tx)
}

/** Marks open presales of orders that are over. */
export async function cancelPresales(tx: Tx, orderIds: readonly string[]): Promise<void> {
  await tx
    .updateTable('presaleOrders')
    .set({ state: 'canceled' })
    .where(isOneOf(tx, 'orderId', orderIds))
    .where('state', '=', 'open')
    .execute()
}
