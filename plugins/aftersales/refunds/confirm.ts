import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { OrderMoney } from '#plugins/orders'
import type { CaseRow } from '../cases/tables.ts'
import type { AftersalesScope } from '../scope.ts'
import { RefundCaseForeign, RefundChanged } from './errors.ts'
import { planRefund, type RefundPlan } from './plan.ts'
import { insertRefund, refundBySource, type WholeRefund, wholeRefunds } from './repository.ts'
import type { RefundRequest } from './request.ts'
import { beginParts } from './send/begin.ts'
import { finishRefund } from './settle.ts'
import type { RefundPartRow, RefundRow } from './tables.ts'
import { tellRefund } from './tell.ts'

/**
 * Gives money back: what the plan says is written, and whoever gives it back is asked, once this is committed. One refund of
 * an order at a time. A second one of the same source is the first. Errors: those of `planRefund`; NOT_FOUND,
 * REFUND_CASE_FOREIGN, REFUND_CHANGED.
 */
export async function confirmRefund(
  tx: Tx,
  scope: AftersalesScope,
  request: RefundRequest
): Promise<WholeRefund> {
  const order = await scope.orders.lockMoney(tx, request.orderId)
  if (request.sourceId !== undefined) {
    const known = await refundBySource(tx, request.sourceId)
    if (known) return (await wholeRefunds(tx, [known.id]))[0]!
  }
  const ofCase = await caseOf(tx, scope, request, order)
  const plan = await planRefund(tx, scope, order, { ...request, ofCase })
  const { expectedMinor } = request
  if (expectedMinor !== undefined && expectedMinor !== plan.amountMinor) {
    throw new RefundChanged({ expectedMinor, amountMinor: plan.amountMinor })
  }
  const whole = rowsOf(tx, plan, request)
  await insertRefund(tx, whole)
  await tellRefund(tx, whole.refund, 'requested')
  await beginParts(tx, scope, { whole, order, ofCase })
  return finishRefund(tx, scope, { whole, order })
}

/** What a refund would come to; writes nothing. */
export async function previewRefund(
  db: Parameters<AftersalesScope['orders']['moneyOf']>[0],
  scope: AftersalesScope,
  request: RefundRequest
): Promise<RefundPlan> {
  const order = (await scope.orders.moneyOf(db, [request.orderId])).get(request.orderId)
  if (!order) throw new NotFound({ what: 'order', id: request.orderId })
  const ofCase = await caseOf(db, scope, request, order)
  return planRefund(db, scope, order, { ...request, ofCase })
}

async function caseOf(
  db: Parameters<AftersalesScope['orders']['moneyOf']>[0],
  { orders }: AftersalesScope,
  { caseId }: RefundRequest,
  { orderId }: OrderMoney
): Promise<CaseRow | null> {
  if (!caseId) return null
  const found = await db.selectFrom('cases').selectAll().where('id', '=', caseId).executeTakeFirst()
  if (!found) throw new NotFound({ what: 'case', id: caseId })
  const own = found.orderId && (await orders.moneyOf(db, [found.orderId])).get(found.orderId)
  if (!own || own.orderId !== orderId) throw new RefundCaseForeign({ caseId, orderId })
  return found
}

function rowsOf(tx: Tx, plan: RefundPlan, request: RefundRequest): WholeRefund {
  const { order, kind, allocation, goodsMinor, shippingMinor, extraMinor, reason } = plan
  const { orderId, currency } = order
  const refund: RefundRow = {
    ...{ id: newId('rfd'), orderId, caseId: request.caseId ?? null, kind, state: 'pending' },
    ...{ allocation, currency, goodsMinor, shippingMinor, extraMinor },
    ...{ deductedMinor: plan.deductedMinor, amountMinor: plan.amountMinor, doneMinor: 0 },
    ...{ reason, note: request.note ?? null },
    details: JSON.stringify({ deductions: plan.deductions, gifts: plan.gifts }),
    sourceId: request.sourceId ?? null,
    ...{ requestedBy: tx.origin.actor, version: 1 },
    ...{ createdAt: tx.now, updatedAt: tx.now, settledAt: null }
  }
  return {
    refund,
    lines: plan.lines.map(({ line, quantity, amountMinor }, position) => ({
      ...{ refundId: refund.id, position, orderLineId: line.lineId },
      ...{ sku: line.sku, title: line.title, quantity, amountMinor }
    })),
    parts: plan.parts.map(
      (part, position): RefundPartRow => ({
        ...{ id: newId('rfp'), refundId: refund.id, orderId, position, ...part },
        ...{ state: 'pending', reference: null, reason: null, attempts: 0 },
        ...{ sentAt: null, settledAt: null, updatedAt: tx.now }
      })
    )
  }
}
