import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { AftersalesScope } from '../scope.ts'
import { givenFor, leftOf, tendersOf } from './given.ts'
import { insertRefund, refundBySource } from './repository.ts'
import { finishRefund } from './settle.ts'
import type { RefundPartRow, RefundRow } from './tables.ts'
import { tellRefund } from './tell.ts'

/** Money that was given back by a platform, or by the payment bridge, when nobody here waited for it any more. */
export interface TakenRefund {
  orderId: string
  caseId: string | null
  amountMinor: number
  /** What whoever gave it back calls it. */
  reference: string | null
  /** How it went back. */
  by: Pick<RefundPartRow, 'paymentId' | 'method' | 'way'>
  /** Names the fact: taken once, however often it is told. */
  sourceId: string
}

/**
 * Records money that was given back: done at once, with its credit note. Never more than is left to be given back, and of no
 * payment that has less left: beyond that a platform's own credit notes say so. Returns the refund's id; null: nothing is
 * left, or it is known. Errors: NOT_FOUND.
 */
export async function takeRefund(
  tx: Tx,
  scope: AftersalesScope,
  taken: TakenRefund
): Promise<string | null> {
  const order = await scope.orders.lockMoney(tx, taken.orderId)
  if (await refundBySource(tx, taken.sourceId)) return null
  const given = await givenFor(tx, order)
  const amountMinor = Math.min(taken.amountMinor, leftOf(order, given))
  if (amountMinor <= 0) return null
  const { paymentId, method, way } = taken.by
  const tender = tendersOf(order, given).find((one) => one.paymentId === paymentId)
  const isLeft = tender !== undefined && tender.leftMinor >= amountMinor
  const refundId = newId('rfd')
  const refund: RefundRow = {
    ...{ id: refundId, orderId: order.orderId, caseId: taken.caseId, state: 'pending' },
    kind: 'compensation',
    allocation: 'keepAllocation',
    ...{ currency: order.currency, goodsMinor: 0, shippingMinor: 0 },
    ...{ extraMinor: amountMinor, deductedMinor: 0, amountMinor, doneMinor: 0 },
    ...{ reason: null, note: null, details: '{}', sourceId: taken.sourceId },
    ...{ requestedBy: tx.origin.actor, version: 1 },
    ...{ createdAt: tx.now, updatedAt: tx.now, settledAt: null }
  }
  const part: RefundPartRow = {
    ...{ id: newId('rfp'), refundId, orderId: order.orderId, position: 0, method, way },
    ...{ paymentId: isLeft ? paymentId : null, why: null, amountMinor, state: 'done' },
    ...{ reference: taken.reference, reason: null, attempts: 0 },
    ...{ sentAt: tx.now, settledAt: tx.now, updatedAt: tx.now }
  }
  const whole = { refund, lines: [], parts: [part] }
  await insertRefund(tx, whole)
  await tellRefund(tx, refund, 'requested')
  await finishRefund(tx, scope, { whole, order })
  return refundId
}
