import type { CaseRow } from '../cases/tables.ts'
import type { SlaPolicyRow } from './tables.ts'

/** What a policy says of the cases it holds for, the weightiest last. */
const named = ['flow', 'kind', 'channelId'] as const

/**
 * The policy that holds for a case: of those that fit the one that names its channel, then its kind, then its flow; among
 * equals the oldest.
 */
export function policyFor(
  row: Pick<CaseRow, (typeof named)[number]>,
  policies: readonly SlaPolicyRow[]
): SlaPolicyRow | null {
  const fits = (policy: SlaPolicyRow) =>
    policy.isEnabled === 1 &&
    named.every((name) => policy[name] === null || policy[name] === row[name])
  let best: SlaPolicyRow | null = null
  for (const policy of policies) {
    if (fits(policy) && (best === null || weightOf(policy) > weightOf(best))) best = policy
  }
  return best
}

function weightOf(policy: SlaPolicyRow): number {
  return named.reduce((sum, name, index) => sum + (policy[name] === null ? 0 : 2 ** index), 0)
}
