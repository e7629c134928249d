import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { AftersalesScope } from '../scope.ts'
import { givenFor, leftOf } from './given.ts'
import { cumulativeShare } from './reckon/lines.ts'
import { insertRefund, refundBySource } from './repository.ts'
import { finishRefund } from './settle.ts'
import type { RefundPartRow, RefundRow } from './tables.ts'
import { tellRefund } from './tell.ts'

/** Money that a platform has given back by itself, or by a decision of ours. */
export interface TakenRefund {
  orderId: string
  caseId: string | null
  amountMinor: number
  /** Units that were given up for it; those that are not left are not counted. */
  lines?: readonly { orderLineId: string; quantity: number }[]
  reason?: string | null
  /** What the platform calls it. */
  reference: string | null
  /** Names the fact: taken once, however often it is told. */
  sourceId: string
}

/**
 * Records money that a platform has given back: done at once, with its credit note. Never more than is left to be given
 * back: beyond that the platform's own credit notes say so. Returns the refund's id; null: nothing is left, or it is known.
 * Errors: NOT_FOUND.
 */
export async function takeRefund(
  tx: Tx,
  scope: AftersalesScope,
  taken: TakenRefund
): Promise<string | null> {
  const order = await scope.orders.lockMoney(tx, taken.orderId)
  if (await refundBySource(tx, taken.sourceId)) return null
  const given = await givenFor(tx, order.orderId)
  const amountMinor = Math.min(taken.amountMinor, leftOf(order, given))
  if (amountMinor <= 0) return null
  const refundId = newId('rfd')
  let leftMinor = amountMinor
  const lines = (taken.lines ?? []).flatMap(({ orderLineId, quantity }) => {
    const line = order.lines.find(({ partIds }) => partIds.includes(orderLineId))
    if (!line) return []
    const before = given.byLine.get(line.lineId) ?? { units: 0, amountMinor: 0 }
    const units = Math.min(quantity, line.quantity - before.units)
    if (units <= 0) return []
    const minor = Math.min(leftMinor, cumulativeShare(line, before, units))
    leftMinor -= minor
    const { lineId, sku, title } = line
    return [{ refundId, orderLineId: lineId, sku, title, quantity: units, amountMinor: minor }]
  })
  const refund: RefundRow = {
    ...{ id: refundId, orderId: order.orderId, caseId: taken.caseId, state: 'pending' },
    kind: lines.length > 0 ? 'return' : 'compensation',
    allocation: 'keepAllocation',
    ...{ currency: order.currency, goodsMinor: amountMinor - leftMinor, shippingMinor: 0 },
    ...{ extraMinor: leftMinor, deductedMinor: 0, amountMinor, doneMinor: 0 },
    ...{ reason: taken.reason ?? null, note: null, details: '{}', sourceId: taken.sourceId },
    ...{ requestedBy: tx.origin.actor, version: 1 },
    ...{ createdAt: tx.now, updatedAt: tx.now, settledAt: null }
  }
  const part: RefundPartRow = {
    ...{ id: newId('rfp'), refundId, orderId: order.orderId, position: 0, paymentId: null },
    ...{ method: 'other', way: 'channel', why: null, amountMinor, state: 'done' },
    ...{ reference: taken.reference, reason: null, attempts: 0 },
    ...{ sentAt: tx.now, settledAt: tx.now, updatedAt: tx.now }
  }
  const whole = {
    refund,
    lines: lines.map((line, position) => ({ ...line, position })),
    parts: [part]
  }
  await insertRefund(tx, whole)
  await tellRefund(tx, refund, 'requested')
  await finishRefund(tx, scope, whole)
  return refundId
}
