import type { Amounts, Target } from './basket.ts'
import { allSets, largestSets } from './combinations.ts'
import { areOfOneGroup, byPrecedence, goTogether, type Offer } from './offers.ts'
import { bestOf, carryOut, emptyPlan, type PlanResult, type Step } from './plan.ts'
import type { Round } from './reckon.ts'

interface On {
  left: Readonly<Amounts>
  round: Round
}

/**
 * The best for the customer of the item class: each line has one price, unless offers for it go together.
 *
 * Offers that look at each line alone are chosen line by line. Those that look at several lines (满减, bundles, buy X get Y)
 * and stand against others are either in or out: all ways to have them are tried, with the best for the lines they leave.
 */
export function chooseForLines(offers: readonly Offer[], on: On): PlanResult {
  if (offers.length === 0) return emptyPlan(on.left)
  const ranked = offers.toSorted(byPrecedence)
  const single = ranked.filter((offer) => isSingle(offer, ranked, on.round))
  const joint = ranked.filter((offer) => !single.includes(offer))
  const binding = joint.filter(({ compiled }) => compiled.reward.isBinding)
  const bound = binding.filter(
    (offer, i) => !binding.slice(0, i).some((stronger) => areAgainst(stronger, offer))
  )
  const free = joint.filter((offer) => !bound.some((other) => areAgainst(other, offer)))
  const contested = free.filter(
    (offer) => !bound.includes(offer) && ranked.some((other) => areAgainst(offer, other))
  )
  const settled = free.filter((offer) => !contested.includes(offer))
  const sets = allSets(contested.length, (a, b) => !areAgainst(contested[a]!, contested[b]!))
  return bestOf(
    sets.map((set) => {
      const chosen = [...settled, ...set.map((place) => contested[place]!)]
      const steps = chosen.map((offer) => ({ offer, targets: offer.targets }))
      return carryOut([...steps, ...lineByLine(single, chosen, on)], on)
    })
  )
}

/** Whether lines can be decided on one by one for an offer: nothing ties what it gives them together. */
function isSingle(offer: Offer, all: readonly Offer[], { basket }: Round): boolean {
  const { reward } = offer.compiled
  return (
    reward.isPerLine &&
    !reward.isBinding &&
    !(reward.countsSkus && basket.hasSkuTwice) &&
    !all.some((other) => other !== offer && areOfOneGroup(other.compiled, offer.compiled))
  )
}

/** Whether two offers cannot both be had. */
function areAgainst(a: Offer, b: Offer): boolean {
  if (a === b || goTogether(a.compiled, b.compiled)) return false
  return (
    areOfOneGroup(a.compiled, b.compiled) ||
    a.alone.touched.some((target) => b.alone.touched.includes(target))
  )
}

/** For each line the best of the offers for it alone, beside those that are chosen for several. */
function lineByLine(single: readonly Offer[], chosen: readonly Offer[], on: On): Step[] {
  const targetsOf = new Map<Offer, Target[]>()
  for (const target of on.round.basket.lines) {
    const holders = chosen.filter(({ alone }) => alone.touched.includes(target))
    const offers = single.filter(
      (offer) =>
        offer.alone.touched.includes(target) &&
        holders.every((holder) => goTogether(holder.compiled, offer.compiled))
    )
    for (const offer of bestForLine(offers, target, on)) {
      const targets = targetsOf.get(offer)
      if (targets) targets.push(target)
      else targetsOf.set(offer, [target])
    }
  }
  return [...targetsOf].map(([offer, targets]) => ({ offer, targets }))
}

function bestForLine(offers: readonly Offer[], target: Target, on: On): readonly Offer[] {
  if (offers.length < 2) return offers
  const sets = largestSets(offers.length, (a, b) =>
    goTogether(offers[a]!.compiled, offers[b]!.compiled)
  )
  const plans = sets.map((set) =>
    carryOut(
      set.map((place) => ({ offer: offers[place]!, targets: [target] })),
      on
    )
  )
  return bestOf(plans).granted.map(({ offer }) => offer)
}
