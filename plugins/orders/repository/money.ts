import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { OrderLineRow, OrderRow, PaymentRow } from '../tables.ts'
import { linesOf } from './records.ts'

/** Orders that are one where money is concerned: the first is what the others hang on. */
export interface OrderFamily {
  orders: OrderRow[]
  lines: OrderLineRow[]
  payments: PaymentRow[]
  /** What credit notes have given back, as positive amounts; without a line: for shipping. */
  credited: Credited[]
}

export interface Credited {
  orderId: string
  orderLineId: string | null
  units: number
  amountMinor: number
}

/** What each of these orders hangs on: itself, what it was split from, or what it was merged into. One query. */
export async function homesOf(
  db: Reader,
  orderIds: readonly string[]
): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; home: string }>`
    select id, coalesce(merged_into, split_from, id) as home from orders
    where ${isOneOf(db, 'id', orderIds)}`.execute(db)
  return new Map(rows.map(({ id, home }) => [id, home]))
}

/** Locks an order until the transaction ends. */
export async function lockHome(tx: Tx, id: string): Promise<void> {
  if (tx.dialect === 'sqlite') return
  await sql`select id from orders where id = ${id} for update`.execute(tx)
}

/**
 * Orders with what hangs on them, by the id of the first: what was split from them, and what was merged into them, which has
 * neither lines nor payments any more, and still its credit notes. Four queries.
 */
export async function familiesOf(
  db: Reader,
  homes: readonly string[]
): Promise<Map<string, OrderFamily>> {
  const { rows: orders } = await sql<OrderRow>`
    with kin as (
      select id from orders where ${isOneOf(db, 'id', homes)} or ${isOneOf(db, 'splitFrom', homes)})
    select * from orders where id in (
      select id from kin
      union select source_order_id from order_lines
      where order_id in (select id from kin) and source_order_id is not null)
    order by id`.execute(db)
  const ids = orders.map(({ id }) => id)
  const lines = await linesOf(db, ids)
  const payments = await db
    .selectFrom('payments')
    .selectAll()
    .where(isOneOf(db, 'orderId', ids))
    .orderBy('id')
    .execute()
  const homeOf = new Map(
    orders.map(({ id, mergedInto, splitFrom }) => [id, mergedInto ?? splitFrom ?? id])
  )
  const families = new Map<string, OrderFamily>()
  for (const id of homes) families.set(id, { orders: [], lines: [], payments: [], credited: [] })
  for (const order of orders) {
    const home = homeOf.get(order.id)!
    const { orders: own } = families.get(home)!
    if (order.id === home) own.unshift(order)
    else own.push(order)
  }
  for (const line of lines) families.get(homeOf.get(line.orderId)!)!.lines.push(line)
  for (const payment of payments) {
    families.get(homeOf.get(payment.orderId)!)!.payments.push(payment)
  }
  for (const credited of await creditedOf(db, ids)) {
    families.get(homeOf.get(credited.orderId)!)!.credited.push(credited)
  }
  return families
}

async function creditedOf(db: Reader, orderIds: readonly string[]): Promise<Credited[]> {
  const { rows } = await sql<Record<keyof Credited, string | null>>`
    select n.order_id, l.order_line_id, -sum(l.quantity) as units, -sum(l.total_minor) as amount_minor
    from credit_notes n join credit_note_lines l on l.credit_note_id = n.id
    where ${isOneOf(db, 'n.order_id', orderIds)} and l.order_line_id is not null
    group by n.order_id, l.order_line_id
    union all
    select order_id, null, 0, -sum(shipping_minor) from credit_notes
    where ${isOneOf(db, 'order_id', orderIds)} and shipping_minor <> 0
    group by order_id`.execute(db)
  return rows.map(({ orderId, orderLineId, units, amountMinor }) => ({
    ...{ orderId: orderId!, orderLineId, units: Number(units), amountMinor: Number(amountMinor) }
  }))
}

/** How many units of lines credit notes were for, by line. */
export async function creditedUnits(
  db: Reader,
  lineIds: readonly string[]
): Promise<Map<string, number>> {
  const { rows } = await sql<{ orderLineId: string; units: string }>`
    select order_line_id, -sum(quantity) as units from credit_note_lines
    where ${isOneOf(db, 'orderLineId', lineIds)} group by order_line_id`.execute(db)
  return new Map(rows.map(({ orderLineId, units }) => [orderLineId, Number(units)]))
}

export async function saveDue(tx: Tx, orderId: string, dueMinor: number): Promise<void> {
  await sql`insert into order_dues (order_id, due_minor) values (${orderId}, ${dueMinor})
    on conflict (order_id) do update set due_minor = excluded.due_minor`.execute(tx)
}

/** What is still to be paid for an order that was changed. */
export async function dueOf(db: Reader, orderId: string): Promise<number> {
  const row = await db
    .selectFrom('orderDues')
    .select('dueMinor')
    .where('orderId', '=', orderId)
    .executeTakeFirst()
  return row?.dueMinor ?? 0
}
