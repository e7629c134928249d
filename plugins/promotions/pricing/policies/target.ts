import { ratioOf } from '#core/money'
import type { LatestPrice } from '../competitors/repository.ts'
import type { ProfitModelRow } from '../tables.ts'
import { endingWithin } from './endings.ts'
import { indexed, medianMinor, priceAtMargin, priceAtMarkup, withTax } from './formulas.ts'
import type { PolicyRuleShape } from './schema.ts'

/** What a policy reckons a variant's price from. */
export interface PolicyFacts {
  currency: string
  /** In that currency; null: unknown, or in another one. */
  costMinor: number | null
  /** The currency's model for every channel. */
  model: Pick<ProfitModelRow, 'landedExtraBps' | 'landedExtraMinor'> | undefined
  /** Margin floor; null: none. */
  floorMinor: number | null
  /** The newest price of each competitor. */
  competitors: readonly LatestPrice[]
  /** Competitors' prices count from then on. */
  since: string
}

/** Why a policy has no price for a variant. */
export type NoTarget = 'noCost' | 'tooFewCompetitors' | 'floorOutOfReach'

/** The price a policy wants, or why there is none. Base, then floor and cap, then the ending within them. */
export function targetPrice(
  rule: PolicyRuleShape,
  facts: PolicyFacts
): { priceMinor: number; baseMinor: number } | { reason: NoTarget } {
  const base = basePrice(rule, facts)
  if (typeof base === 'string') return { reason: base }
  const kept = rule.isFloorKept ? (facts.floorMinor ?? 0) : 0
  if (kept === Number.MAX_SAFE_INTEGER) return { reason: 'floorOutOfReach' }
  const floorMinor = Math.max(rule.floorMinor ?? 0, kept)
  const limits = { floorMinor, capMinor: rule.capMinor ?? null, currency: facts.currency }
  return { priceMinor: endingWithin(base, rule.ending ?? null, limits), baseMinor: base }
}

function basePrice({ costPlus, market }: PolicyRuleShape, facts: PolicyFacts): number | NoTarget {
  if (market) {
    const fresh = facts.competitors.filter(({ capturedAt }) => capturedAt >= facts.since)
    const median = medianMinor(fresh.map(({ priceMinor }) => priceMinor))
    if (median === null || fresh.length < market.competitorsMin) return 'tooFewCompetitors'
    return indexed(median, market.indexBps)
  }
  if (facts.costMinor === null || !costPlus) return 'noCost'
  const { landedExtraBps = 0, landedExtraMinor = 0 } = facts.model ?? {}
  const cost =
    costPlus.costBasis === 'landed'
      ? ratioOf(facts.costMinor, 10_000 + landedExtraBps, 10_000) + landedExtraMinor
      : facts.costMinor
  const net =
    costPlus.marginBps === undefined
      ? priceAtMarkup(cost, costPlus.markupBps ?? 0)
      : priceAtMargin(cost, costPlus.marginBps)
  return withTax(net, costPlus.taxBps)
}
