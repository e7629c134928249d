import type { ConditionShape } from './condition.ts'

/** Whether one of these words is in a condition, however deep. */
export function asksFor(condition: ConditionShape | undefined, words: readonly string[]): boolean {
  if (condition === undefined) return false
  const some = (inside: readonly ConditionShape[]) => inside.some((one) => asksFor(one, words))
  if ('all' in condition) return some(condition.all)
  if ('any' in condition) return some(condition.any)
  if ('none' in condition) return some(condition.none)
  return words.some((word) => word in condition)
}
