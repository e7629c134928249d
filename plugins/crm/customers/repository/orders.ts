import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { CanceledLine, OrderNews } from '../orders/contribution.ts'

/** An order with its buyer as it was written down. */
export interface OrderWithBuyer extends OrderNews {
  customerRef: string | null
  /** JSON, personal. */
  buyer: string | null
  country: string | null
}

/** Orders by id, with their units; in the order of their ids. */
export async function readOrderNews(
  db: Reader,
  orderIds: readonly string[]
): Promise<OrderWithBuyer[]> {
  const { rows } = await sql<OrderWithBuyer>`
    select orders.id, orders.channel_id, orders.state, orders.currency, orders.subtotal_minor,
      orders.discount_minor, orders.refunded_minor, orders.placed_at, orders.split_from,
      orders.customer_ref, orders.buyer, orders.country,
      cast(coalesce(sum(line.quantity - line.canceled_quantity), 0) as bigint) as units,
      cast(coalesce(sum(line.canceled_quantity), 0) as bigint) as canceled_units
    from orders left join order_lines as line on line.order_id = orders.id
    where ${isOneOf(db, 'orders.id', orderIds)}
    group by orders.id order by orders.id`.execute(db)
  return rows
}

/** Lines of these orders of which units are canceled. */
export async function readCanceledLines(
  db: Reader,
  orderIds: readonly string[]
): Promise<CanceledLine[]> {
  if (orderIds.length === 0) return []
  return db
    .selectFrom('orderLines')
    .select(['orderId', 'quantity', 'canceledQuantity', 'totalMinor'])
    .where(isOneOf(db, 'orderId', orderIds))
    .where('canceledQuantity', '>', 0)
    .execute()
}

/** The next orders by id; for walking over all of them. */
export async function orderIdsAfter(db: Reader, after: string, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('orders')
    .select('id')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}
