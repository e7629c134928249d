import type { PromotionClass, PromotionState } from './definition/promotion.ts'
import type { RewardShape } from './definition/reward.ts'

export interface PromotionRow {
  id: string
  handle: string
  title: string
  class: PromotionClass
  /** Kind of its reward. */
  kind: RewardShape['kind']
  state: PromotionState
  coupon: 'none' | 'code' | 'unique'
  currency: string
  startsAt: string | null
  /** When its rule is over: a presale with its balance at the latest. */
  endsAt: string | null
  /** JSON: `PromotionInput`, as it counts now. */
  rule: string
  /** Counts up with every change of the rule; orders keep it. */
  ruleVersion: number
  /** Counts up with every change, steps among them; the ETag. */
  version: number
  createdAt: string
  updatedAt: string
}

/** A rule as it once counted; the newest one among them. */
export interface PromotionVersionRow {
  promotionId: string
  version: number
  /** JSON: `PromotionInput`. */
  rule: string
  createdBy: string
  createdAt: string
}

/** One row: which rules count. Another token: rules have changed, read them again. */
export interface PromotionRevisionRow {
  id: number
  token: string
}

/**
 * What a promotion has used of its limits; one row each. Kept only while there is a limit: orders of a promotion
 * without one never wait for each other.
 */
export interface PromotionCounterRow {
  promotionId: string
  isCounted: number
  uses: number
  usesMax: number | null
  /** Discounts given, less what came back. */
  spentMinor: number
  budgetMinor: number | null
}

/** Uses, or claims of codes, by one of the ways a customer is known: id, contact, the channel's id. */
export interface PromotionCustomerUseRow {
  promotionId: string
  /** `flash:<SKU>`: units bought at its flash price. */
  kind: 'use' | 'claim' | `flash:${string}`
  customerKey: string
  uses: number
  /** The limit when it was last used; null: none. */
  usesMax: number | null
}

/** A promotion that applied to an order. */
export interface PromotionApplicationRow {
  orderId: string
  promotionId: string
  /** The rule's. */
  version: number
  handle: string
  title: string
  class: PromotionClass
  currency: string
  couponId: string | null
  code: string | null
  /** Taken off when the order was placed. */
  amountMinor: number
  /** Of it, what canceled units gave back to the budget. */
  returnedMinor: number
  times: number
  /** JSON: SKU → units of what is locked or given away. */
  units: string
  /** `returned`: the order is over without having been served, and the use is free again. */
  state: 'used' | 'returned'
  /** The campaign that the order counts for by it. */
  campaignId: string | null
  createdAt: string
}

/** What a promotion took off one line; `orderLineId` is empty for shipping. */
export interface PromotionShareRow {
  orderId: string
  promotionId: string
  orderLineId: string
  amountMinor: number
  /** Units of the line it is about. */
  quantity: number
  returnedMinor: number
}

/** Under which keys a use was counted for its customer. */
export interface PromotionUseKeyRow {
  orderId: string
  promotionId: string
  customerKey: string
}

/** A code: one for everybody, or one of many that each count once. */
export interface CouponRow {
  id: string
  code: string
  promotionId: string
  isShared: number
  /** The lot it was made in; empty for a shared code. */
  batch: string
  expiresAt: string | null
  /** Key of the customer who has it; null: whoever knows it may use it. */
  claimedBy: string | null
  claimedAt: string | null
  /** The order that used it. */
  orderId: string | null
  usedAt: string | null
  createdAt: string
}

/** A lot of codes: made until there are as many as wanted. */
export interface CouponBatchRow {
  promotionId: string
  name: string
  wanted: number
  made: number
  createdAt: string
  updatedAt: string
}

declare module 'shopkeeper' {
  interface Tables {
    promotions: PromotionRow
    promotionVersions: PromotionVersionRow
    promotionRevisions: PromotionRevisionRow
    promotionCounters: PromotionCounterRow
    promotionCustomerUses: PromotionCustomerUseRow
    promotionApplications: PromotionApplicationRow
    promotionShares: PromotionShareRow
    promotionUseKeys: PromotionUseKeyRow
    coupons: CouponRow
    couponBatches: CouponBatchRow
    /** Who claimed codes before a merge gave them to somebody else. */
    couponFirstClaims: { couponId: string; customerKey: string }
    /** Wrong codes, hashed, that API keys and customers have tried lately. */
    couponGuesses: { subject: string; codeHash: string; guessedAt: string }
  }
}
