import { leavesOf, type RuleShape } from './schema.ts'

/**
 * Whether who fits a rule changes with facts alone: neither with the day, nor with what the catalog says of what was bought.
 */
export function isTimeless(
  rule: RuleShape | null,
  ruleByHandle: ReadonlyMap<string, RuleShape | null>
): boolean {
  if (rule === null) return true
  return leavesOf(rule, '').every(({ node }) => {
    switch (node.field) {
      case 'firstOrderDaysAgo':
      case 'lastOrderDaysAgo':
      case 'birthday':
      case 'rfm':
      case 'bought':
        return false
      case 'event':
        return node.wanted.withinDays === undefined
      case 'segment':
        return node.wanted.every((handle) =>
          isTimeless(ruleByHandle.get(handle) ?? null, ruleByHandle)
        )
      default:
        return true
    }
  })
}
