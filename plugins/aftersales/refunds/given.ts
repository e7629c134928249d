import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { OrderMoney } from '#plugins/orders'
import type { LineGiven } from './reckon/lines.ts'
import type { Tender } from './reckon/tenders.ts'

/** What was given back for an order and all that is one with it, or is on its way; what has failed is not in it. */
export interface Given {
  byLine: ReadonlyMap<string, LineGiven>
  shippingMinor: number
  /** On its way: asked for, and in no credit note yet. */
  openMinor: number
  /** Of what is in credit notes, that which was given back here. */
  notedMinor: number
  /** By payment; the empty key stands for what was captured without one. */
  byPayment: ReadonlyMap<string, number>
}

/** Reads it, beside what the order knows of its credit notes: three queries. */
export async function givenFor(db: Reader, order: OrderMoney): Promise<Given> {
  const { orderIds } = order
  const refunds = await sql<Record<'shipping' | 'open' | 'noted', string | null>>`
    select sum(case when state = 'pending' then shipping_minor else 0 end) as shipping,
      sum(case when state = 'pending' then amount_minor - (
        select coalesce(sum(part.amount_minor), 0) from refund_parts part
        where part.refund_id = refunds.id and part.state = 'failed') else 0 end) as open,
      sum(case when state <> 'pending' then done_minor else 0 end) as noted
    from refunds where ${isOneOf(db, 'orderId', orderIds)} and state <> 'failed'`.execute(db)
  const open = await sql<{ orderLineId: string; units: string; amountMinor: string }>`
    select order_line_id, sum(quantity) as units, sum(refund_lines.amount_minor) as amount_minor
    from refund_lines join refunds on refunds.id = refund_lines.refund_id
    where ${isOneOf(db, 'refunds.orderId', orderIds)} and refunds.state = 'pending'
    group by order_line_id`.execute(db)
  const parts = await sql<{ paymentId: string | null; amountMinor: string }>`
    select payment_id, sum(amount_minor) as amount_minor from refund_parts
    where ${isOneOf(db, 'orderId', orderIds)} and state <> 'failed' group by payment_id`.execute(db)
  const byLine = new Map(
    order.lines.map(({ lineId, refundedUnits, refundedMinor }) => [
      lineId,
      { units: refundedUnits, amountMinor: refundedMinor }
    ])
  )
  for (const { orderLineId, units, amountMinor } of open.rows) {
    const line = byLine.get(orderLineId)
    if (!line) continue
    line.units += Number(units)
    line.amountMinor += Number(amountMinor)
  }
  const sums = refunds.rows[0]!
  return {
    byLine,
    shippingMinor: order.refundedShippingMinor + Number(sums.shipping ?? 0),
    openMinor: Number(sums.open ?? 0),
    notedMinor: Number(sums.noted ?? 0),
    byPayment: new Map(
      parts.rows.map(({ paymentId, amountMinor }) => [paymentId ?? '', Number(amountMinor)])
    )
  }
}

/** The most that can still be given back for an order. */
export function leftOf(order: OrderMoney, given: Given): number {
  return Math.max(0, order.paidMinor - order.refundedMinor - given.openMinor)
}

/**
 * What is left of each payment, oldest first, and last of what was captured without one: a channel, or whoever placed a paid
 * order. What a channel has given back by itself is taken off the latter.
 */
export function tendersOf(order: OrderMoney, given: Given): Tender[] {
  const listedMinor = order.payments.reduce((sum, { amountMinor }) => sum + amountMinor, 0)
  const byChannelMinor = Math.max(0, order.refundedMinor - given.notedMinor)
  const unlistedMinor = order.paidMinor - listedMinor - byChannelMinor
  const tenders = order.payments.map(({ id, method, amountMinor }) => ({
    paymentId: id as string | null,
    method,
    leftMinor: amountMinor - (given.byPayment.get(id) ?? 0)
  }))
  const leftMinor = unlistedMinor - (given.byPayment.get('') ?? 0)
  if (leftMinor > 0) tenders.push({ paymentId: null, method: 'other', leftMinor })
  return tenders
}
