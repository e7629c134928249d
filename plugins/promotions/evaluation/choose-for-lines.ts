import type { Target } from './basket.ts'
import { allSets, largestSets } from './combinations.ts'
import { areOfOneGroup, byPrecedence, goTogether, type Offer } from './offers.ts'
import { bestOf, carryOut, emptyPlan, type PlanResult, type Step, wholly } from './plan.ts'
import type { Round, Standing } from './reckon.ts'

/**
 * The best for the customer of the item class: each line has one price, unless offers for it go together.
 *
 * Offers that have no line in common, directly or through others, are chosen apart: what one of them takes changes nothing
 * for the other.
 */
export function chooseForLines(offers: readonly Offer[], on: Standing): PlanResult {
  if (offers.length === 0) return emptyPlan(on.left)
  const steps = tiedTogether(offers.toSorted(byPrecedence)).flatMap((tied) => stepsOf(tied, on))
  return carryOut(steps, on)
}

/** Sorts offers into those that have something to do with each other: a line, or an exclusive group. */
function tiedTogether(offers: readonly Offer[]): Offer[][] {
  let ties: Offer[][] = []
  for (const offer of offers) {
    const [tied, apart] = [[offer], []] as [Offer[], Offer[][]]
    for (const others of ties) {
      if (others.some((other) => areTied(offer, other))) tied.unshift(...others)
      else apart.push(others)
    }
    ties = [...apart, tied.length > 1 ? tied.toSorted(byPrecedence) : tied]
  }
  return ties
}

function areTied(a: Offer, b: Offer): boolean {
  return areOfOneGroup(a.compiled, b.compiled) || haveLineInCommon(a, b)
}

function haveLineInCommon(a: Offer, b: Offer): boolean {
  return a.alone.touched.some((target) => b.alone.touched.includes(target))
}

/**
 * Offers that look at each line alone are chosen line by line. Those that look at several lines (满减, bundles, buy X get Y)
 * are either in or out: all ways to have them are tried, with the best for the lines they leave.
 */
function stepsOf(tied: readonly Offer[], on: Standing): Step[] {
  if (tied.length === 1) return tied.map(wholly)
  const single = tied.filter((offer) => isSingle(offer, tied, on.round))
  const { settled, contested } = jointOf(tied, single)
  if (contested.length === 0) return [...settled.map(wholly), ...lineByLine(single, settled, on)]
  const sets = allSets(contested.length, (a, b) => !areAgainst(contested[a]!, contested[b]!))
  const plans = sets.map((set) => {
    const chosen = [...settled, ...set.map((place) => contested[place]!)]
    const steps = [...chosen.map(wholly), ...lineByLine(single, chosen, on)]
    return { steps, result: carryOut(steps, on) }
  })
  const best = bestOf(plans.map(({ result }) => result))
  return plans.find(({ result }) => result === best)!.steps
}

/**
 * Of the offers that are about several lines: those that are in whatever happens, because nothing stands against them or
 * because the order is about them, and those to choose from.
 */
function jointOf(tied: readonly Offer[], single: readonly Offer[]) {
  const joint = tied.filter((offer) => !single.includes(offer))
  const bound: Offer[] = []
  for (const offer of joint) {
    const isBinding = offer.compiled.reward.isBinding
    if (isBinding && !bound.some((stronger) => areAgainst(stronger, offer))) bound.push(offer)
  }
  const open = joint.filter(
    (offer) => !bound.includes(offer) && !bound.some((other) => areAgainst(other, offer))
  )
  const isContested = (offer: Offer) => tied.some((other) => areAgainst(offer, other))
  return {
    settled: [...bound, ...open.filter((offer) => !isContested(offer))],
    contested: open.filter(isContested)
  }
}

/** Whether lines can be decided on one by one for an offer: nothing ties what it gives them together. */
function isSingle(offer: Offer, tied: readonly Offer[], { basket }: Round): boolean {
  const { reward } = offer.compiled
  return (
    reward.isPerLine &&
    !reward.isBinding &&
    !(reward.countsSkus && basket.hasSkuTwice) &&
    !tied.some((other) => other !== offer && areOfOneGroup(other.compiled, offer.compiled))
  )
}

/** Whether two offers cannot both be had. */
function areAgainst(a: Offer, b: Offer): boolean {
  return a !== b && !goTogether(a.compiled, b.compiled) && areTied(a, b)
}

/** For each line the best of the offers for it alone, beside those that are chosen for several. */
function lineByLine(single: readonly Offer[], chosen: readonly Offer[], on: Standing): Step[] {
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

function bestForLine(offers: readonly Offer[], target: Target, on: Standing): readonly Offer[] {
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
