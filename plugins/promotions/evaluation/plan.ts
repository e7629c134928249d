import type { Amounts, Target } from './basket.ts'
import type { CompiledPromotion } from './compile.ts'
import { byPrecedence, byPriority, goTogether, type Offer } from './offers.ts'
import { type Granted, reckon, type Standing } from './reckon.ts'
import { withGifts } from './rewards/reward.ts'
import type { Refusal } from './types.ts'

/** An offer with the targets it may have. */
export interface Step {
  offer: Offer
  targets: readonly Target[]
}

/** An offer with all that it is about. */
export function wholly(offer: Offer): Step {
  return { offer, targets: offer.targets }
}

/** What a plan comes to. */
export interface PlanResult {
  amountMinor: number
  /** In the order they were reckoned. */
  granted: readonly { offer: Offer; granted: Granted }[]
  /** Offers that others of the plan left nothing for. */
  refused: ReadonlyMap<Offer, Refusal>
  left: Amounts
}

/** A class in which nothing applies. */
export function emptyPlan(left: Readonly<Amounts>): PlanResult {
  return { amountMinor: 0, granted: [], refused: new Map(), left: [...left] }
}

/**
 * Reckons steps by priority, each on what the ones before left. A target that an earlier one has taken is open only to
 * those that go together with it.
 */
export function carryOut(
  steps: readonly Step[],
  { left: before, given: givenBefore, round }: Standing
): PlanResult {
  const left = [...before]
  let given = givenBefore
  const takenBy: (CompiledPromotion[] | undefined)[] = []
  const granted: { offer: Offer; granted: Granted }[] = []
  const refused = new Map<Offer, Refusal>()
  let amountMinor = 0
  const inTurn = steps.length > 1 ? steps.toSorted((a, b) => byPriority(a.offer, b.offer)) : steps
  for (const { offer, targets } of inTurn) {
    const isKnown = isAsAlone(offer, targets, takenBy) && (given === givenBefore || !isGift(offer))
    const result = isKnown
      ? offer.alone
      : reckon(offer.compiled, openTo(offer, targets, takenBy), { left, given, round })
    if ('reason' in result) {
      refused.set(offer, result)
      continue
    }
    for (const take of result.takes) left[take.target.index]! -= take.amountMinor
    for (const { index } of result.touched) {
      const others = takenBy[index]
      if (others) others.push(offer.compiled)
      else takenBy[index] = [offer.compiled]
    }
    given = withGifts(given, result.gifts)
    amountMinor += result.amountMinor
    granted.push({ offer, granted: result })
  }
  return { amountMinor, granted, refused, left }
}

/** Whether what an offer gives hangs on what others give away. */
function isGift({ alone }: Offer): boolean {
  return alone.gifts.length > 0
}

type TakenBy = readonly (readonly CompiledPromotion[] | undefined)[]

/** Whether an offer has all that it had when it was reckoned alone: then the answer is known. */
function isAsAlone(offer: Offer, targets: readonly Target[], takenBy: TakenBy): boolean {
  const { isPerLine } = offer.compiled.reward
  const isWhole =
    targets === offer.targets || (isPerLine && targets.length === offer.alone.touched.length)
  return isWhole && targets.every(({ index }) => takenBy[index] === undefined)
}

function openTo(offer: Offer, targets: readonly Target[], takenBy: TakenBy): Target[] {
  return targets.filter(({ index }) =>
    (takenBy[index] ?? []).every((other) => goTogether(other, offer.compiled))
  )
}

/** The plan that is best for the customer: most off, then most gifts, then by precedence of its offers. */
export function bestOf(plans: readonly PlanResult[]): PlanResult {
  return plans.reduce((best, plan) => (compare(plan, best) < 0 ? plan : best))
}

function compare(a: PlanResult, b: PlanResult): number {
  return b.amountMinor - a.amountMinor || giftsOf(b) - giftsOf(a) || compareOffers(a, b)
}

function giftsOf({ granted }: PlanResult): number {
  return granted.reduce((units, one) => units + one.granted.gifts.length, 0)
}

function compareOffers(a: PlanResult, b: PlanResult): number {
  const [ofA, ofB] = [a, b].map(({ granted }) =>
    granted.map(({ offer }) => offer).toSorted(byPrecedence)
  ) as [Offer[], Offer[]]
  for (const [i, offer] of ofA.entries()) {
    const other = ofB[i]
    if (other === undefined) break
    const order = byPrecedence(offer, other)
    if (order !== 0) return order
  }
  return ofA.length - ofB.length
}
