import type { Tx } from '#core/transaction'
import type { OrderMoney } from '#plugins/orders'
import type { CaseRow } from '../../cases/tables.ts'
import type { AftersalesScope } from '../../scope.ts'
import { saveParts, type WholeRefund } from '../repository.ts'
import type { RefundPartRow } from '../tables.ts'
import { askChannel } from './channel.ts'
import { givePoints } from './points.ts'

/** A refund that is new, with what it is about. */
export interface NewRefund {
  whole: WholeRefund
  order: OrderMoney
  ofCase: CaseRow | null
}

/**
 * Begins to give the parts of a refund back: points at once, channels by a write of theirs, the bridge by a job; for what
 * waits for a person an alert is raised. Parts that cannot go their way are left to a person.
 */
export async function beginParts(tx: Tx, scope: AftersalesScope, made: NewRefund): Promise<void> {
  const { refund, parts } = made.whole
  for (const part of parts) {
    if (part.way === 'points') await givePoints(tx, scope, made, part)
    if (part.way === 'channel') await askChannel(tx, scope, made, part)
  }
  await saveParts(tx, parts)
  if (parts.some(({ way }) => way === 'bridge')) {
    await tx.enqueue('aftersales.refund', [{ payload: { refundId: refund.id } }])
  }
  const waiting = parts.filter(isForPerson)
  if (waiting.length === 0) return
  const amountMinor = waiting.reduce((sum, part) => sum + part.amountMinor, 0)
  const { orderId, currency } = refund
  await scope.ctx.alerts.raise(tx, [
    {
      ...{ kind: 'refund.waits', subjectType: 'refund', subjectId: refund.id },
      message: `${made.order.number}: ${amountMinor} ${currency} (minor units) are to be given back by hand: ${waiting[0]!.why}`,
      fields: { orderId, amountMinor, currency, reason: waiting[0]!.why }
    }
  ])
}

/** Whether a person has to give it back. */
export function isForPerson({ way, state }: RefundPartRow): boolean {
  return way === 'manual' && state === 'pending'
}
