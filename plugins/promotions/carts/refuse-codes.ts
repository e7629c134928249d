import {
  CouponExhausted,
  CouponExpired,
  CouponNotApplicable,
  CouponOtherChannel,
  CouponUnknown,
  CouponUsed
} from '../errors.ts'
import type { Evaluation, RefusalReason } from '../evaluation/types.ts'

/** The customer has something better, or pays nothing as it is. */
const fine: readonly RefusalReason[] = [
  'notStackable',
  'exclusiveGroup',
  'tooMany',
  'nothingLeftToDiscount'
]

const exhausted: readonly RefusalReason[] = [
  'usesExhausted',
  'customerLimit',
  'budgetExhausted',
  'soldOut'
]

/**
 * Refuses an order with a code that gives nothing: whoever entered it counts on it. Errors: COUPON_UNKNOWN,
 * COUPON_EXPIRED, COUPON_OTHER_CHANNEL, COUPON_USED, COUPON_EXHAUSTED, COUPON_NOT_APPLICABLE.
 */
export function refuseCodes({ refused }: Evaluation): void {
  for (const { code: coupon, reason, detail: explanation } of refused) {
    if (coupon === null || fine.includes(reason)) continue
    if (reason === 'couponUnknown') throw new CouponUnknown({ coupon })
    if (reason === 'couponExpired' || reason === 'ended') throw new CouponExpired({ coupon })
    if (reason === 'couponOtherChannel') throw new CouponOtherChannel({ coupon })
    if (reason === 'couponUsed') throw new CouponUsed({ coupon })
    const isExhausted = exhausted.includes(reason)
    const Refusal = isExhausted ? CouponExhausted : CouponNotApplicable
    throw new Refusal({ coupon, reason, explanation })
  }
}
