import type { Tx } from '#core/transaction'
import type { AftersalesScope } from '../../scope.ts'
import { givenFor } from '../given.ts'
import type { RefundPartRow } from '../tables.ts'
import type { NewRefund } from './begin.ts'
import { leaveToPerson } from './by-hand.ts'

/**
 * Gives spent points back into the account they came from, where they expire when they would have. The payment's reference is
 * the source that has spent them. Points that the order has earned go by themselves, once crm hears of the refund.
 */
export async function givePoints(
  tx: Tx,
  { crm }: AftersalesScope,
  { order }: NewRefund,
  part: RefundPartRow
): Promise<void> {
  const payment = order.payments.find(({ id }) => id === part.paymentId)!
  const { reference: spentBy } = payment
  if (spentBy === null) {
    leaveToPerson(part, 'the payment has no reference: which points paid for it is not known')
    return
  }
  const buyer = buyerOf(order)
  const [customerId] = await crm!.find(tx, [buyer])
  if (!customerId) {
    leaveToPerson(part, 'crm does not know the buyer')
    return
  }
  // This part is among what is given back by now.
  const partMinor = (await givenFor(tx, order)).byPayment.get(payment.id)!
  const points = await crm!.giveBackPoints(tx, {
    ...{ customerId, spentBy, partMinor, wholeMinor: payment.amountMinor },
    ...{ sourceId: part.id, reason: `refund ${part.refundId}` }
  })
  if (points === null) {
    leaveToPerson(part, `the buyer has spent no points by ${spentBy}`)
    return
  }
  const reference = `${points} points`
  Object.assign(part, { state: 'done', reference, sentAt: tx.now, settledAt: tx.now })
}

function buyerOf({ channelId, customerRef, buyer, country }: NewRefund['order']) {
  const { email, phone } = (buyer === null ? {} : JSON.parse(buyer)) as Record<
    'email' | 'phone',
    string | undefined
  >
  return { channelId, externalId: customerRef, email, phone, country }
}
