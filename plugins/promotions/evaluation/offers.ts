import { instantMs } from '#core/time'
import type { Target } from './basket.ts'
import type { CompiledPromotion } from './compile.ts'
import type { Granted } from './reckon.ts'

/** A promotion that may apply to a cart, with what it would give if it were alone in its class. */
export interface Offer {
  compiled: CompiledPromotion
  couponId: string | null
  /** When the customer got the code; Infinity: a code for all, or none. */
  claimedMs: number
  /** What it is about. */
  targets: readonly Target[]
  alone: Granted
}

/** Whether two promotions of a class may both apply to the same thing: both have to say so. */
export function goTogether(a: CompiledPromotion, b: CompiledPromotion): boolean {
  return !areOfOneGroup(a, b) && allows(a, b) && allows(b, a)
}

/** Whether two promotions are of one exclusive group. */
export function areOfOneGroup(a: CompiledPromotion, b: CompiledPromotion): boolean {
  return a.exclusiveGroup !== null && a.exclusiveGroup === b.exclusiveGroup
}

function allows({ stackableWith }: CompiledPromotion, other: CompiledPromotion): boolean {
  return stackableWith === 'all' || stackableWith.has(other.promotion.handle)
}

/**
 * Which of two offers that give the same goes first: higher face value, higher threshold, earlier end, earlier claim,
 * smaller id. Never 0 for two promotions.
 * Source: WeChat Pay, order of discounts in conflict.
 */
export function byPrecedence(a: Offer, b: Offer): number {
  return (
    b.alone.wantedMinor - a.alone.wantedMinor ||
    b.compiled.thresholdMinor - a.compiled.thresholdMinor ||
    compareNumbers(a.compiled.endsMs, b.compiled.endsMs) ||
    compareNumbers(a.claimedMs, b.claimedMs) ||
    a.compiled.rank - b.compiled.rank
  )
}

/** In which order offers that go together are reckoned. */
export function byPriority(a: Offer, b: Offer): number {
  return a.compiled.promotion.priority - b.compiled.promotion.priority || byPrecedence(a, b)
}

/** Infinity minus itself is no number. */
function compareNumbers(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0
}

/** When a code was claimed, for comparing. */
export function claimedMsOf(claimedAt: string | null | undefined): number {
  return claimedAt ? instantMs(claimedAt) : Number.POSITIVE_INFINITY
}
