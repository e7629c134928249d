import { defineError } from '#core/errors'
import type { PromotionState } from './definition/promotion.ts'

export const PromotionInvalid = defineError({
  code: 'PROMOTION_INVALID',
  status: 400,
  title: 'The promotion cannot be as it is written',
  detail: (f: { errors: readonly { pointer: string; detail: string }[] }) =>
    f.errors.map(({ pointer, detail }) => `${pointer} ${detail}`).join('; ')
})

export const PromotionHandleTaken = defineError({
  code: 'PROMOTION_HANDLE_TAKEN',
  status: 409,
  title: 'Another promotion has this handle',
  detail: (f: { handle: string }) => JSON.stringify(f.handle)
})

export const PromotionStepIllegal = defineError({
  code: 'PROMOTION_STEP_ILLEGAL',
  status: 409,
  title: 'The promotion cannot take this step from where it stands',
  detail: (f: { step: string; state: PromotionState; legal: readonly string[] }) =>
    `it is ${f.state}: ${f.legal.length > 0 ? `it can ${f.legal.join(', ')}` : 'nothing follows'}`
})

export const PromotionFixed = defineError({
  code: 'PROMOTION_FIXED',
  status: 409,
  title: 'This of a promotion does not change any more',
  detail: (f: { field: string; reason: string }) => `${f.field}: ${f.reason}`
})

export const PromotionExhausted = defineError({
  code: 'PROMOTION_EXHAUSTED',
  status: 409,
  title: 'Others were faster: what the promotion had left is gone',
  retryable: true,
  detail: (f: { promotionId: string; handle: string; limit: string }) =>
    `${f.handle}: ${f.limit}; price the cart again`
})

export const CouponUnknown = defineError({
  code: 'COUPON_UNKNOWN',
  status: 422,
  title: 'There is no such code',
  detail: (f: { coupon: string }) => `${JSON.stringify(f.coupon)}; capitals count`
})

export const CouponExpired = defineError({
  code: 'COUPON_EXPIRED',
  status: 422,
  title: 'The code is no longer valid',
  detail: (f: { coupon: string }) => JSON.stringify(f.coupon)
})

export const CouponOtherChannel = defineError({
  code: 'COUPON_OTHER_CHANNEL',
  status: 422,
  title: 'The code is for another channel',
  detail: (f: { coupon: string }) => JSON.stringify(f.coupon)
})

export const CouponUsed = defineError({
  code: 'COUPON_USED',
  status: 409,
  title: 'The code was used already',
  detail: (f: { coupon: string }) => JSON.stringify(f.coupon)
})

export const CouponExhausted = defineError({
  code: 'COUPON_EXHAUSTED',
  status: 409,
  title: 'The code has been used as often as it may be',
  detail: (f: { coupon: string; reason: string; explanation: string }) =>
    `${JSON.stringify(f.coupon)}: ${f.explanation}`
})

export const CouponNotApplicable = defineError({
  code: 'COUPON_NOT_APPLICABLE',
  status: 422,
  title: 'The code gives nothing on this order',
  detail: (f: { coupon: string; reason: string; explanation: string }) =>
    `${JSON.stringify(f.coupon)}: ${f.explanation}`
})

export const CouponCodeTaken = defineError({
  code: 'COUPON_CODE_TAKEN',
  status: 409,
  title: 'This code leads to another promotion',
  detail: (f: { coupon: string }) => JSON.stringify(f.coupon)
})

export const CouponsNotUnique = defineError({
  code: 'COUPONS_NOT_UNIQUE',
  status: 409,
  title: 'The promotion has no codes of their own',
  detail: (f: { promotionId: string; coupon: string }) =>
    `coupon of ${f.promotionId} is ${f.coupon}; codes are made for coupon: unique`
})

export const CouponBatchSmaller = defineError({
  code: 'COUPON_BATCH_SMALLER',
  status: 409,
  title: 'The batch has more codes than that already',
  detail: (f: { batch: string; made: number; count: number }) =>
    `${f.batch} has ${f.made}, ${f.count} are asked for; name another batch for more`
})

export const CouponNotClaimable = defineError({
  code: 'COUPON_NOT_CLAIMABLE',
  status: 409,
  title: 'No code of this promotion can be claimed now',
  detail: (f: { promotionId: string; reason: string }) => f.reason
})

export const CouponsAllClaimed = defineError({
  code: 'COUPONS_ALL_CLAIMED',
  status: 409,
  title: 'All codes of this promotion are claimed',
  detail: (f: { promotionId: string }) => f.promotionId
})

export const CouponClaimsExhausted = defineError({
  code: 'COUPON_CLAIMS_EXHAUSTED',
  status: 409,
  title: 'The customer has claimed as many codes as one may have',
  detail: (f: { promotionId: string; limit: number }) => `${f.limit} of ${f.promotionId}`
})

export const CustomersNamed = defineError({
  code: 'CUSTOMERS_NAMED',
  status: 409,
  title: 'Promotions or price lists name these customers',
  detail: (f: { kind: 'segment' | 'tier'; handle: string; usedBy: readonly string[] }) =>
    `${f.kind} ${f.handle} is named by ${f.usedBy.join(', ')}: end or change those first`
})

export const BuyerMissing = defineError({
  code: 'BUYER_MISSING',
  status: 422,
  title: 'Nothing says who the customer is',
  detail: () => "give customerId, or a buyer's externalId, email or phone"
})

/** All of them, as the plugin declares them. */
export const promotionErrors = [
  PromotionInvalid,
  PromotionHandleTaken,
  PromotionStepIllegal,
  PromotionFixed,
  PromotionExhausted,
  CouponUnknown,
  CouponExpired,
  CouponOtherChannel,
  CouponUsed,
  CouponExhausted,
  CouponNotApplicable,
  CouponCodeTaken,
  CouponsNotUnique,
  CouponBatchSmaller,
  CouponNotClaimable,
  CouponsAllClaimed,
  CouponClaimsExhausted,
  CustomersNamed,
  BuyerMissing
]
