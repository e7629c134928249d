import { NotFound } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import type { AftersalesScope } from '../scope.ts'
import { RefundPartSettled } from './errors.ts'
import { findPart, partsToAsk, type WholeRefund, wholeRefunds } from './repository.ts'
import { settleParts } from './settle.ts'
import type { RefundPartRow } from './tables.ts'

/** Names a part of a refund. */
export interface PartRef {
  refundId: string
  partId: string
}

/**
 * Records that a part was given back, or could not be: by a person for what waits for one, and by the payment bridge for what
 * it was asked for and has put off. Errors: NOT_FOUND, REFUND_PART_SETTLED.
 */
export async function settleByHand(
  tx: Tx,
  scope: AftersalesScope,
  { refundId, partId }: PartRef,
  outcome: { state: 'done'; reference: string } | { state: 'failed'; reason: string }
): Promise<WholeRefund> {
  const found = await findPart(tx, partId)
  if (found?.refundId !== refundId) throw new NotFound({ what: 'part of a refund', id: partId })
  // Read again, now that nobody else settles it.
  await scope.orders.lockMoney(tx, found.orderId)
  refuse((await findPart(tx, partId))!)
  const told =
    outcome.state === 'done'
      ? { state: outcome.state, reference: outcome.reference, reason: null }
      : { state: outcome.state, reference: null, reason: outcome.reason }
  tx.audit([
    {
      action: 'refund.settle-part',
      subjectType: 'refund',
      subjectId: refundId,
      after: { partId, ...told }
    }
  ])
  return (await settleParts(tx, scope, found.orderId, [{ partId, ...told }]))[0]!
}

function refuse({ id: partId, way, state }: RefundPartRow): void {
  const fault = (reason: string) => new RefundPartSettled({ partId, way, state, reason })
  if (state === 'done' || state === 'failed') throw fault('it is over')
  if (way === 'manual' || (way === 'bridge' && state === 'sent')) return
  throw fault(
    way === 'channel' ? 'its channel says what becomes of it' : 'it was not asked for yet'
  )
}

/** Has the payment bridge asked once more. Errors: NOT_FOUND, REFUND_PART_SETTLED. */
export async function askAgain(tx: Tx, id: string): Promise<WholeRefund> {
  const [whole] = await wholeRefunds(tx, [id])
  if (!whole) throw new NotFound({ what: 'refund', id })
  if ((await partsToAsk(tx, id)).length === 0) {
    const reason = 'no part of it is with the payment bridge'
    throw new RefundPartSettled({ partId: id, way: 'bridge', state: whole.refund.state, reason })
  }
  tx.audit([{ action: 'refund.ask-again', subjectType: 'refund', subjectId: id }])
  await tx.enqueue('aftersales.refund', [{ payload: { refundId: id } }])
  return whole
}
