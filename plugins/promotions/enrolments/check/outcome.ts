import type { RuleKind } from '../rules.ts'

export const ruleStatuses = ['passed', 'failed', 'unknown'] as const
export type RuleStatus = (typeof ruleStatuses)[number]

/** What a rule says of a SKU. Amounts are in the event's currency. */
export interface RuleOutcome {
  /** Its place among the event's rules. */
  rule: number
  kind: RuleKind
  status: RuleStatus
  /** In the unit of the rule; null: not known, or it has none. */
  found: number | null
  /** What would be needed; null: no such bound. */
  needed: { atLeast: number | null; atMost: number | null }
  /** For people: with what to do about it. */
  detail: string
  /** Found and needed tell of cost. */
  isConfidential: boolean
}

/** All rules for one SKU. */
export interface SkuOutcome {
  sku: string
  /** Failed when one failed; else unknown when one is; else passed. */
  status: RuleStatus
  rules: RuleOutcome[]
}

export type Verdict = Omit<RuleOutcome, 'rule' | 'kind'>

interface Bounds {
  atLeast?: number
  atMost?: number
}

/** Holds a value against bounds. `toDetail` says what was found, and what to do when it does not fit. */
export function held(
  found: number,
  { atLeast, atMost }: Bounds,
  toDetail: (isKept: boolean) => string
): Verdict {
  const isKept =
    (atLeast === undefined || found >= atLeast) && (atMost === undefined || found <= atMost)
  return {
    status: isKept ? 'passed' : 'failed',
    found,
    needed: neededOf({
      ...(atLeast !== undefined && { atLeast }),
      ...(atMost !== undefined && { atMost })
    }),
    detail: toDetail(isKept),
    isConfidential: false
  }
}

/** What cannot be told. */
export function unknown(detail: string, bounds: Bounds = {}): Verdict {
  return { status: 'unknown', found: null, needed: neededOf(bounds), detail, isConfidential: false }
}

/** What is so or is not, without a value. */
export function told(isKept: boolean, detail: string): Verdict {
  const status = isKept ? 'passed' : 'failed'
  return { status, found: null, needed: neededOf({}), detail, isConfidential: false }
}

function neededOf({ atLeast = undefined, atMost = undefined }: Bounds): Verdict['needed'] {
  return { atLeast: atLeast ?? null, atMost: atMost ?? null }
}

/** The worst of what rules say. */
export function worstOf(statuses: readonly RuleStatus[]): RuleStatus {
  if (statuses.includes('failed')) return 'failed'
  return statuses.includes('unknown') ? 'unknown' : 'passed'
}
