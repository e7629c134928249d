import { formatAmount } from '#core/money'
import { areOfOneGroup, goTogether, type Offer } from './offers.ts'
import type { PlanResult } from './plan.ts'
import type { Refusal } from './types.ts'

/** Says why an offer of a class is not in the plan that was chosen. */
export function refusalBeside(offer: Offer, plan: PlanResult): Refusal {
  const own = plan.refused.get(offer)
  const against = plan.granted.filter(
    ({ offer: other }) => !goTogether(other.compiled, offer.compiled)
  )
  const holder =
    against.find(({ offer: other }) => areOfOneGroup(other.compiled, offer.compiled)) ??
    against.find(({ granted }) => granted.touched.some((one) => offer.targets.includes(one))) ??
    against[0]
  if (holder === undefined) {
    return own ?? { reason: 'nothingLeftToDiscount', detail: 'others left nothing to take off' }
  }
  // What another one holds is no line of its own any more; the reason to tell is that other one.
  if (own !== undefined && own.reason !== 'noLineInScope') return own
  const { promotion } = holder.offer.compiled
  const isGroup = areOfOneGroup(holder.offer.compiled, offer.compiled)
  const instead = `${promotion.handle} takes off ${formatAmount(holder.granted.amountMinor, promotion.currency)} ${promotion.currency} instead`
  return isGroup
    ? { reason: 'exclusiveGroup', detail: `one of ${offer.compiled.exclusiveGroup}: ${instead}` }
    : { reason: 'notStackable', detail: instead }
}
