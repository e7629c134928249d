import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { PlacedOrder } from '#plugins/orders'
import type { CrmOrderFactRow } from '../../tables.ts'
import type { CanceledLine } from '../orders/contribution.ts'

/** An order, and what it contributes already. */
export interface OrderNews {
  order: PlacedOrder
  known: CrmOrderFactRow | null
}

/** Those that an order does not say the same of. */
type FactColumn = Exclude<keyof CrmOrderFactRow, 'orderId' | 'channelId' | 'splitFrom'>

type NewsRow = PlacedOrder & {
  [Column in FactColumn as `known${Capitalize<Column>}`]: CrmOrderFactRow[Column] | null
}

/** Orders by id, with their units and what they contribute already; in the order of their ids. One query. */
export async function readOrderNews(db: Reader, orderIds: readonly string[]): Promise<OrderNews[]> {
  const { rows } = await sql<NewsRow>`
    select orders.id, orders.channel_id, orders.state, orders.currency, orders.subtotal_minor,
      orders.discount_minor, orders.refunded_minor, orders.placed_at, orders.split_from,
      orders.customer_ref, orders.buyer, orders.country,
      cast(coalesce(sum(line.quantity - line.canceled_quantity), 0) as bigint) as units,
      cast(coalesce(sum(line.canceled_quantity), 0) as bigint) as canceled_units,
      fact.member_id as known_member_id, fact.customer_id as known_customer_id,
      fact.currency as known_currency, fact.counts as known_counts, fact.orders as known_orders,
      fact.gross_minor as known_gross_minor, fact.net_minor as known_net_minor,
      fact.units as known_units, fact.placed_at as known_placed_at
    from orders left join order_lines as line on line.order_id = orders.id
      left join crm_order_facts as fact on fact.order_id = orders.id
    where ${isOneOf(db, 'orders.id', orderIds)}
    group by orders.id, fact.order_id order by orders.id`.execute(db)
  return rows.map((row) => ({ order: row, known: knownOf(row) }))
}

function knownOf(row: NewsRow): CrmOrderFactRow | null {
  if (row.knownMemberId === null) return null
  return {
    orderId: row.id,
    channelId: row.channelId,
    memberId: row.knownMemberId,
    customerId: row.knownCustomerId!,
    currency: row.knownCurrency!,
    counts: row.knownCounts!,
    orders: row.knownOrders!,
    grossMinor: row.knownGrossMinor!,
    netMinor: row.knownNetMinor!,
    units: row.knownUnits!,
    placedAt: row.knownPlacedAt!,
    splitFrom: row.splitFrom
  }
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
