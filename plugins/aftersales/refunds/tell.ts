import type { Tx } from '#core/transaction'
import type { RefundEvent } from './api.ts'
import type { RefundRow } from './tables.ts'

/** Tells of a refund, and writes it to the audit log. */
export async function tellRefund(
  tx: Tx,
  refund: RefundRow,
  what: 'requested' | 'done' | 'failed'
): Promise<void> {
  const { id: refundId, orderId, caseId, currency, amountMinor, doneMinor, state } = refund
  const event: RefundEvent = { refundId, orderId, caseId, currency, amountMinor, doneMinor }
  tx.audit([
    {
      ...{ action: `refund.${what}`, subjectType: 'refund', subjectId: refundId },
      after: { orderId, caseId, currency, amountMinor, doneMinor, state }
    }
  ])
  await tx.emit(`refund.${what}`, [event])
}
