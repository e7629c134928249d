import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import { ratioOf } from '#core/money'
import type { SoldOne, SoldOrder, SoldQuery } from '../api.ts'
import type { OrderLineRow, OrderRow } from '../tables.ts'

type Order = Pick<
  OrderRow,
  | 'id'
  | 'channelId'
  | 'customerRef'
  | 'country'
  | 'placedAt'
  | 'subtotalMinor'
  | 'discountMinor'
  | 'shippingMinor'
  | 'totalMinor'
>
type Line = Pick<
  OrderLineRow,
  | 'id'
  | 'orderId'
  | 'sku'
  | 'variantId'
  | 'quantity'
  | 'canceledQuantity'
  | 'unitPriceMinor'
  | 'totalMinor'
  | 'taxMinor'
>

/** See `OrdersService.sold`. Two queries. */
export async function soldOrders(db: Reader, query: SoldQuery): Promise<SoldOrder[]> {
  return withLines(db, await pageOfOrders(db, query))
}

/** See `OrdersService.soldOrder`. Two queries. */
export async function soldOrder(db: Reader, orderId: string): Promise<SoldOne | undefined> {
  const { rows } = await sql<Order & Pick<OrderRow, 'currency' | 'paymentState'>>`
    select id, channel_id, customer_ref, country, placed_at, subtotal_minor, discount_minor,
      shipping_minor, total_minor, currency, payment_state
    from orders where id = ${orderId} and state not in ('draft', 'canceled', 'closed')
      and merged_into is null`.execute(db)
  const [sold] = await withLines(db, rows)
  if (!sold) return undefined
  const { currency, paymentState } = rows[0]!
  return { ...sold, currency, isPaid: paymentState === 'paid' }
}

async function withLines(db: Reader, orders: readonly Order[]): Promise<SoldOrder[]> {
  if (orders.length === 0) return []
  const ids = orders.map(({ id }) => id)
  const { rows } = await sql<Line>`
    select id, order_id, sku, variant_id, quantity, canceled_quantity, unit_price_minor, total_minor,
      tax_minor
    from order_lines where ${isOneOf(db, 'orderId', ids)} and quantity > canceled_quantity
    order by id`.execute(db)
  const lines = new Map<string, SoldOrder['lines'][number][]>(ids.map((id) => [id, []]))
  for (const line of rows) lines.get(line.orderId)!.push(soldLine(line))
  return orders.map((order) => ({
    orderId: order.id,
    channelId: order.channelId,
    customerRef: order.customerRef,
    country: order.country,
    placedAt: order.placedAt,
    shippingMinor: order.shippingMinor,
    isTaxIncluded:
      order.totalMinor === order.subtotalMinor - order.discountMinor + order.shippingMinor,
    lines: lines.get(order.id)!
  }))
}

async function pageOfOrders(db: Reader, query: SoldQuery): Promise<Order[]> {
  const { from, to, currency, channelId, after, limit } = query
  const beyond = after
    ? sql`and (placed_at > ${after.placedAt} or (placed_at = ${after.placedAt} and id > ${after.orderId}))`
    : sql``
  const ofChannel = channelId === null ? sql`` : sql`and channel_id = ${channelId}`
  const { rows } = await sql<Order>`
    select id, channel_id, customer_ref, country, placed_at, subtotal_minor, discount_minor,
      shipping_minor, total_minor
    from orders where placed_at >= ${after?.placedAt ?? from} and placed_at < ${to}
      and currency = ${currency} and state not in ('draft', 'canceled', 'closed')
      and merged_into is null ${ofChannel} ${beyond}
    order by placed_at, id limit ${limit}`.execute(db)
  return rows
}

/** A line without the units that were canceled; its amounts in proportion. */
function soldLine(line: Line): SoldOrder['lines'][number] {
  const units = line.quantity - line.canceledQuantity
  const part = (amountMinor: number) => ratioOf(amountMinor, units, line.quantity)
  return {
    lineId: line.id,
    sku: line.sku,
    variantId: line.variantId,
    quantity: units,
    unitPriceMinor: line.unitPriceMinor ?? ratioOf(line.totalMinor, 1, line.quantity),
    totalMinor: part(line.totalMinor),
    taxMinor: part(line.taxMinor)
  }
}
