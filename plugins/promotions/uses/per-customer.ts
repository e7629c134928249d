import { asksFor } from '../definition/asks-for.ts'
import type { ConditionShape } from '../definition/condition.ts'
import type { Promotion } from '../definition/promotion.ts'

/** Whether uses of a promotion are counted by customer: where a limit or a condition asks for them. */
export function countsPerCustomer({
  limits,
  conditions
}: Pick<Promotion, 'limits' | 'conditions'>): boolean {
  return limits?.usesPerCustomer !== undefined || asksForUses(conditions)
}

/** Whether it matters to a promotion who buys, as far as its own rule says. */
export function asksForCustomer(
  promotion: Pick<Promotion, 'limits' | 'conditions' | 'earlyAccess'>
): boolean {
  const { conditions, earlyAccess } = promotion
  return (
    earlyAccess !== undefined ||
    countsPerCustomer(promotion) ||
    asksFor(conditions, ['segment', 'tier', 'firstOrder'])
  )
}

function asksForUses(condition: ConditionShape | undefined): boolean {
  return asksFor(condition, ['earlierUses'])
}
