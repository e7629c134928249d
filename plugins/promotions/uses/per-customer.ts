import type { ConditionShape } from '../definition/condition.ts'
import type { Promotion } from '../definition/promotion.ts'

/** Whether uses of a promotion are counted by customer: where a limit or a condition asks for them. */
export function countsPerCustomer({
  limits,
  conditions
}: Pick<Promotion, 'limits' | 'conditions'>): boolean {
  return limits?.usesPerCustomer !== undefined || asksForUses(conditions)
}

function asksForUses(condition: ConditionShape | undefined): boolean {
  if (condition === undefined) return false
  if ('all' in condition) return condition.all.some(asksForUses)
  if ('any' in condition) return condition.any.some(asksForUses)
  if ('none' in condition) return condition.none.some(asksForUses)
  return 'earlierUses' in condition
}
