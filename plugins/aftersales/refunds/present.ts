import type { ReturnedGift } from '#plugins/promotions'
import type { RefundPlan } from './plan.ts'
import type { WholeRefund } from './repository.ts'

/** A plan as the API shows it. */
export function presentPlan(plan: RefundPlan) {
  const { order, lines, ...rest } = plan
  return {
    ...rest,
    orderId: order.orderId,
    currency: order.currency,
    lines: lines.map(({ line, quantity, amountMinor }) => ({
      ...{ orderLineId: line.lineId, sku: line.sku, quantity, amountMinor }
    }))
  }
}

/** A refund as the API shows it. */
export function presentRefund({ refund, lines, parts }: WholeRefund) {
  const { deductions = [], gifts = [] } = JSON.parse(refund.details) as {
    deductions?: { amountMinor: number; reason: string }[]
    gifts?: ReturnedGift[]
  }
  return { ...refund, deductions, gifts, lines, parts }
}
