import { NotFound } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import type { MoneyLine, OrderMoney } from '#plugins/orders'
import type { AftersalesScope } from '../scope.ts'
import { GoodsCaseForeign, ReturnLineUnknown } from './errors.ts'

/** What goods are about: an order, or a case that is about one. */
export interface GoodsSubject {
  orderId?: string | undefined
  caseId?: string | undefined
}

/**
 * Locks the order that goods are about; what is booked of it is booked by one at a time. Errors: NOT_FOUND,
 * GOODS_CASE_FOREIGN.
 */
export async function lockSubject(
  tx: Tx,
  { orders }: AftersalesScope,
  { orderId, caseId }: GoodsSubject
): Promise<{ order: OrderMoney; caseId: string | null }> {
  if (caseId === undefined) {
    return { order: await orders.lockMoney(tx, orderId ?? ''), caseId: null }
  }
  const found = await tx
    .selectFrom('cases')
    .select('orderId')
    .where('id', '=', caseId)
    .executeTakeFirst()
  if (!found) throw new NotFound({ what: 'case', id: caseId })
  if (found.orderId === null) throw new NotFound({ what: 'order of the case', id: caseId })
  const order = await orders.lockMoney(tx, found.orderId)
  if (orderId !== undefined) {
    const named = (await orders.moneyOf(tx, [orderId])).get(orderId)
    if (named?.orderId !== order.orderId) throw new GoodsCaseForeign({ caseId, orderId })
  }
  return { order, caseId }
}

/** A line of an order by any of its ids. Errors: RETURN_LINE_UNKNOWN. */
export function lineOf({ orderId, lines }: OrderMoney, orderLineId: string): MoneyLine {
  const line = lines.find(({ partIds }) => partIds.includes(orderLineId))
  if (line) return line
  const lineIds = lines.map(({ lineId }) => lineId)
  throw new ReturnLineUnknown({ orderId, orderLineId, lineIds })
}
