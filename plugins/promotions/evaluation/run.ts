import type { PromotionClass } from '../definition/promotion.ts'
import type { Amounts } from './basket.ts'
import { chooseForLines } from './choose-for-lines.ts'
import { chooseForOrder } from './choose-for-order.ts'
import type { CompiledPromotion } from './compile.ts'
import type { Situation } from './conditions.ts'
import type { Codes } from './coupons.ts'
import { refusalAtGate } from './gate.ts'
import { byPrecedence, claimedMsOf, type Offer } from './offers.ts'
import type { PlanResult } from './plan.ts'
import { type Granted, type Round, reckon } from './reckon.ts'
import { refusalBeside } from './refusals.ts'
import { type GivenUnits, withGifts } from './rewards/reward.ts'
import type { Refusal, RefusedPromotion } from './types.ts'
import { type WallTime, wallTimeOf } from './wall-clock.ts'

/**
 * The most promotions that one order has, line by line (class item) and for the whole (shop and platform together).
 * Source: WeChat Pay, limits of discounts an order.
 */
export const promotionsMax = { ofLines: 20, ofOrder: 8 } as const

/** A promotion that applies, with what it takes. */
export interface Chosen {
  offer: Offer
  granted: Granted
}

/** An evaluation on its way through the classes. */
export interface Run {
  round: Round
  codes: Codes
  wallTime: () => WallTime
  /** What is left of the lines, by index. */
  left: Amounts
  shippingLeftMinor: number
  /** Units of gifts that are given. */
  given: GivenUnits
  chosen: Chosen[]
  refused: RefusedPromotion[]
  /** Exclusive groups that are taken: group → handle of the one that has it. */
  groups: Map<string, string>
}

/** Before the first class: nothing is taken off, and codes that cannot be used are told. */
export function beginningOf(round: Round, { codes, zone }: { codes: Codes; zone: string }): Run {
  let wallTime: WallTime | undefined
  return {
    round,
    codes,
    wallTime: () => {
      wallTime ??= wallTimeOf(round.nowMs, zone)
      return wallTime
    },
    left: round.basket.lines.map(({ listMinor }) => listMinor),
    shippingLeftMinor: round.basket.shipping.listMinor,
    given: new Map(),
    chosen: [],
    refused: [...codes.refused],
    groups: new Map()
  }
}

/** Takes off what the promotions of one class give, and tells of each that gives nothing why. */
export function reckonClass(
  run: Run,
  name: PromotionClass,
  candidates: readonly CompiledPromotion[]
): void {
  const left = name === 'shipping' ? [run.shippingLeftMinor] : run.left
  const situation: Situation = { ...run.round, left: run.left, wallTime: run.wallTime }
  const offers: Offer[] = []
  for (const compiled of candidates) {
    const offer = offerOf(run, compiled, { left, situation })
    if ('reason' in offer) refuse(run, compiled, offer)
    else offers.push(offer)
  }
  const choose = (some: readonly Offer[]) =>
    (name === 'item' ? chooseForLines : chooseForOrder)(some, {
      left,
      given: run.given,
      round: run.round
    })
  const plan = withinLimit(run, name, { offers, choose })
  if (name === 'shipping') run.shippingLeftMinor = plan.left[0]!
  else run.left = plan.left
  for (const chosen of plan.granted) {
    const { promotion, exclusiveGroup } = chosen.offer.compiled
    run.chosen.push(chosen)
    run.given = withGifts(run.given, chosen.granted.gifts)
    if (exclusiveGroup !== null) run.groups.set(exclusiveGroup, promotion.handle)
  }
}

/** What a promotion would give if it were alone in its class; or why it gives nothing. */
function offerOf(
  run: Run,
  compiled: CompiledPromotion,
  { left, situation }: { left: Amounts; situation: Situation }
): Offer | Refusal {
  const { round } = run
  const { promotion, reward, exclusiveGroup } = compiled
  const refusal = refusalAtGate(compiled, situation, round.remaining.get(promotion.id))
  if (refusal !== null) return refusal
  const holder = exclusiveGroup === null ? undefined : run.groups.get(exclusiveGroup)
  if (holder !== undefined) {
    return { reason: 'exclusiveGroup', detail: `${holder} applies: one of ${exclusiveGroup}` }
  }
  const targets =
    promotion.class === 'shipping'
      ? [round.basket.shipping]
      : round.basket.lines.filter(({ line }) => reward.isAbout(line!, round.nowMs))
  const alone = reckon(compiled, targets, { left, given: run.given, round })
  if ('reason' in alone) return alone
  const coupon = run.codes.byPromotion.get(promotion.id)
  return {
    compiled,
    couponId: coupon?.couponId ?? null,
    claimedMs: claimedMsOf(coupon?.claimedAt),
    targets,
    alone
  }
}

/** The plan that is chosen; when it has more promotions than an order may have, that of the strongest. */
function withinLimit(
  run: Run,
  name: PromotionClass,
  { offers, choose }: { offers: Offer[]; choose: (offers: readonly Offer[]) => PlanResult }
): PlanResult {
  const plan = choose(offers)
  const most = mostOf(run, name)
  const isOver = plan.granted.length > most
  const kept = isOver ? strongest(plan, most) : offers
  const final = isOver ? choose(kept) : plan
  const applied = new Set(final.granted.map(({ offer }) => offer))
  const cut = new Set(isOver ? plan.granted.map(({ offer }) => offer) : [])
  for (const offer of offers) {
    if (applied.has(offer)) continue
    const isCut = cut.has(offer) && !kept.includes(offer)
    refuse(run, offer.compiled, isCut ? tooMany(most) : refusalBeside(offer, final))
  }
  return final
}

function mostOf({ chosen }: Run, name: PromotionClass): number {
  if (name === 'shipping') return Number.POSITIVE_INFINITY
  if (name === 'item') return promotionsMax.ofLines
  const before = chosen.filter(({ offer }) => offer.compiled.promotion.class !== 'item').length
  return promotionsMax.ofOrder - before
}

function strongest({ granted }: PlanResult, most: number): Offer[] {
  return granted
    .toSorted(
      (a, b) => b.granted.amountMinor - a.granted.amountMinor || byPrecedence(a.offer, b.offer)
    )
    .slice(0, most)
    .map(({ offer }) => offer)
}

function tooMany(most: number): Refusal {
  return { reason: 'tooMany', detail: `an order has at most ${most} of this kind` }
}

function refuse(run: Run, { promotion }: CompiledPromotion, refusal: Refusal): void {
  run.refused.push({
    promotionId: promotion.id,
    handle: promotion.handle,
    code: run.codes.byPromotion.get(promotion.id)?.code ?? null,
    ...refusal
  })
}
