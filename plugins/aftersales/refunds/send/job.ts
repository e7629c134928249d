import { defineError } from '#core/errors'
import { type JobHandler, JobPostponed } from '#core/jobs'
import type { AftersalesScope } from '../../scope.ts'
import { markSent, partsToAsk, wholeRefunds } from '../repository.ts'
import type { RefundPartRow } from '../tables.ts'
import type { Bridge, BridgeAnswer, BridgeAsk } from './bridge.ts'
import { takeOutcome } from './take-outcome.ts'

export const RefundOutcomeUnknown = defineError({
  code: 'REFUND_OUTCOME_UNKNOWN',
  status: 502,
  title: 'The payment bridge has not said what became of a refund',
  retryable: true,
  detail: (f: { refundId: string; partId: string; reason: string }) => `${f.partId}: ${f.reason}`
})

/**
 * Job: asks the payment bridge to give back the parts of a refund. That it is asked is written before; killed between the call
 * and the record, or without an answer, it is asked again with the same key. A part that is over meanwhile is not asked for.
 */
export function refundJobOf(
  scope: AftersalesScope,
  bridge: Bridge | undefined
): JobHandler<'aftersales.refund'> {
  return async (job) => {
    const { refundId } = job.payload
    if (!bridge) return
    let postponedMs = 0
    let unknown: { partId: string; reason: string } | undefined
    for (const part of await job.transaction((tx) => partsToAsk(tx, refundId))) {
      job.signal.throwIfAborted()
      const asked = await job.transaction(async (tx) => {
        const isOpen = await markSent(tx, part.id)
        return isOpen ? askFor(scope, tx, part) : null
      })
      if (!asked) continue
      const answer = await bridge.ask(asked, job.signal)
      await job.transaction((tx) => takeOutcome(tx, scope, outcomeOf(part, answer)))
      if (answer.state === 'pending') postponedMs = Math.max(postponedMs, answer.afterMs)
      if (answer.state === 'unknown') unknown = { partId: part.id, reason: answer.reason }
    }
    if (unknown) throw new RefundOutcomeUnknown({ refundId, ...unknown })
    if (postponedMs > 0) throw new JobPostponed({ retryAfterMs: postponedMs })
  }
}

function outcomeOf({ id: partId }: RefundPartRow, answer: BridgeAnswer) {
  const nothing = { partId, reference: null, reason: null }
  switch (answer.state) {
    case 'done':
      return { ...nothing, state: 'done' as const, reference: answer.reference }
    case 'failed':
      return { ...nothing, state: 'failed' as const, reason: answer.reason }
    case 'pending':
      return { ...nothing, state: 'sent' as const }
    case 'unknown':
      return { ...nothing, state: 'sent' as const, reason: answer.reason }
  }
}

async function askFor(
  { orders }: AftersalesScope,
  tx: Parameters<typeof wholeRefunds>[0],
  part: RefundPartRow
): Promise<BridgeAsk> {
  const { refund } = (await wholeRefunds(tx, [part.refundId]))[0]!
  const order = (await orders.moneyOf(tx, [part.orderId])).get(part.orderId)!
  const payment = order.payments.find(({ id }) => id === part.paymentId)
  return {
    ...{ partId: part.id, refundId: refund.id, orderId: order.orderId },
    ...{ orderNumber: order.number, orderAmountMinor: order.totalMinor },
    paymentId: part.paymentId,
    paymentReference: payment?.reference ?? null,
    paymentAmountMinor: payment?.amountMinor ?? null,
    ...{ method: part.method, amountMinor: part.amountMinor, currency: refund.currency },
    reason: refund.reason
  }
}
