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

/** Whether one of these words is in a condition, however deep. */
function asksFor(condition: ConditionShape | undefined, words: readonly string[]): boolean {
  if (condition === undefined) return false
  const some = (inside: readonly ConditionShape[]) => inside.some((one) => asksFor(one, words))
  if ('all' in condition) return some(condition.all)
  if ('any' in condition) return some(condition.any)
  if ('none' in condition) return some(condition.none)
  return words.some((word) => word in condition)
}
