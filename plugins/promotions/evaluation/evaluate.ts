import { type Instant, instantMs } from '#core/time'
import { promotionClasses } from '../definition/promotion.ts'
import { basketOf } from './basket.ts'
import { classesOf } from './classes.ts'
import type { CompiledPromotions } from './compile.ts'
import { codesOf } from './coupons.ts'
import { resultOf } from './result.ts'
import { beginningOf, reckonClass } from './run.ts'
import type { CartSnapshot, CustomerFacts, Evaluation, Remaining } from './types.ts'

/** What else counts beside the cart and the promotions. */
export interface Circumstances {
  customer: CustomerFacts
  /** What is left of limited promotions, by id; one that is not there has no limit. */
  remaining: ReadonlyMap<string, Remaining>
  now: Instant
}

/**
 * What a cart comes to with the promotions that are best for the customer, and why each other one does not apply.
 *
 * Class after class: item, shop, platform, shipping; each on what the one before left. No I/O; the order of lines, codes and
 * promotions never matters; the same input gives the same answer.
 * Errors: AMOUNT_INVALID when sums are beyond 2^53 − 1.
 * Source: domain rules of promotions; the README beside this file has a worked example.
 */
export function evaluate(
  cart: CartSnapshot,
  promotions: CompiledPromotions,
  { customer, remaining, now }: Circumstances
): Evaluation {
  const basket = basketOf(cart)
  const codes = codesOf(cart.coupons, promotions)
  const round = { basket, customer, remaining, nowMs: instantMs(now) }
  const candidates = classesOf(basket, promotions, codes)
  const run = beginningOf(round, { codes, zone: promotions.zone })
  for (const name of promotionClasses) reckonClass(run, name, candidates[name])
  return resultOf(run)
}
