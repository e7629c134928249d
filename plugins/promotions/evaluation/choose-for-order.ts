import { largestSets } from './combinations.ts'
import { byPrecedence, goTogether, type Offer } from './offers.ts'
import { bestOf, carryOut, emptyPlan, type PlanResult, wholly } from './plan.ts'
import type { Standing } from './reckon.ts'

/**
 * The best for the customer of the offers of a class that counts for the whole order: the sets of offers that all go
 * together are tried, each reckoned one after the other.
 */
export function chooseForOrder(offers: readonly Offer[], on: Standing): PlanResult {
  if (offers.length === 0) return emptyPlan(on.left)
  const ranked = offers.toSorted(byPrecedence)
  const sets = largestSets(ranked.length, (a, b) =>
    goTogether(ranked[a]!.compiled, ranked[b]!.compiled)
  )
  return bestOf(
    sets.map((set) =>
      carryOut(
        set.map((place) => wholly(ranked[place]!)),
        on
      )
    )
  )
}
