import { instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import type { MergeTerms, PaymentTerms } from '#plugins/orders'
import type { AppliedPromotion } from '../evaluation/types.ts'
import type { PlacedOrder } from '../scope.ts'
import { PresaleBalanceNotDue, PresaleMixed, PresaleOverdue } from './errors.ts'
import { findOpenPresale, findPresale, insertPresale } from './repository.ts'

/** Keeps with an order what it pays now, and when it pays the rest. Errors: PRESALE_MIXED. */
export async function keepTerms(
  tx: Tx,
  { draft, evaluation, compiled }: PlacedOrder,
  applied: readonly AppliedPromotion[]
): Promise<void> {
  const [one, ...others] = applied
  if (others.length > 0) {
    throw new PresaleMixed({ promotionIds: applied.map(({ promotionId }) => promotionId) })
  }
  const { promotionId } = one!
  const { reward } = compiled.byId.get(promotionId)!.promotion
  if (reward.kind !== 'presale') return
  await insertPresale(tx, {
    orderId: draft.orderId,
    promotionId,
    state: 'open',
    currency: draft.currency,
    dueNowMinor: evaluation.dueNowMinor,
    balanceFrom: instantAt(instantMs(reward.balanceFrom)),
    balanceTo: instantAt(instantMs(reward.balanceTo)),
    keptMinor: 0,
    toRefundMinor: 0,
    createdAt: tx.now
  })
}

/**
 * What may be paid of an order now: the deposit at any time before the balance is over, the balance in its own time.
 * Errors: PRESALE_BALANCE_NOT_DUE, PRESALE_OVERDUE.
 */
export const payableNow: PaymentTerms = async (tx, { orderId, dueMinor, paidMinor }) => {
  const presale = await findPresale(tx, orderId)
  if (presale?.state !== 'open') return dueMinor
  const { balanceFrom, balanceTo, dueNowMinor } = presale
  if (tx.now >= balanceTo) throw new PresaleOverdue({ orderId, balanceTo })
  if (tx.now >= balanceFrom) return dueMinor
  if (paidMinor >= dueNowMinor) {
    throw new PresaleBalanceNotDue({ orderId, balanceFrom, balanceTo })
  }
  return Math.min(dueMinor, dueNowMinor - paidMinor)
}

/** An order that still pays by its presale's terms stays alone: they are its own, and not those of other goods. */
export const mergeOfPresales: MergeTerms = async (tx, orders) => {
  const unpaid = orders.filter(({ isPaid }) => !isPaid).map(({ orderId }) => orderId)
  const presale = await findOpenPresale(tx, unpaid)
  if (!presale) return undefined
  const { orderId, balanceFrom } = presale
  return { orderId, reason: `its balance is open, due from ${balanceFrom}: merge once it is paid` }
}
