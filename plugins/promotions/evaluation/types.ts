import type { Instant } from '#core/time'
import type { PromotionClass } from '../definition/promotion.ts'

/** One line of a cart with all that promotions may ask about it. */
export interface CartLine {
  lineId: string
  variantId: string
  sku: string
  productId: string
  /** Its category and those above it. */
  categoryIds: readonly string[]
  attributes: Readonly<Record<string, unknown>>
  quantity: number
  /** List price; includes tax when the cart's prices do. */
  unitPriceMinor: number
  /** Tax on it in basis points: 2000 is 20 %. */
  taxBps: number
  /** When the product was first offered; null: not yet. */
  launchedAt: Instant | null
  /** Least it may be sold for, by the margin floor; null: no floor. */
  floorMinor: number | null
}

/** What is to be reckoned, frozen: the same cart gives the same answer. */
export interface CartSnapshot {
  currency: string
  pricesIncludeTax: boolean
  lines: readonly CartLine[]
  shippingMinor: number
  shippingTaxBps: number
  channelId: string
  /** ISO 3166-1, or country-region; null: not known yet. */
  region: string | null
  payment: string | null
  /** Coupon codes as they were entered, resolved: code → the promotion it is for, or why it is not. */
  coupons: readonly CouponEntry[]
  /** Gifts chosen, by promotion. */
  giftChoices: Readonly<Record<string, readonly string[]>>
  /** The group that the order joins, when it is one, and the promotion the group is of. */
  group: { groupId: string; promotionId: string } | null
}

export interface CouponEntry {
  code: string
  promotionId: string | null
  couponId: string | null
  /** Set when the code cannot be used: it is told, and nothing else. */
  refusal: Refusal | null
}

/** What is known of the buyer; a guest is `guest`. */
export interface CustomerFacts {
  customerId: string | null
  segments: ReadonlySet<string>
  tier: string | null
  orders: number
  /** Earlier uses by promotion. */
  uses: ReadonlyMap<string, number>
}

export const guest: CustomerFacts = {
  customerId: null,
  segments: new Set(),
  tier: null,
  orders: 0,
  uses: new Map()
}

/** What is left of limited things, by promotion; a promotion that is not there has no limit. */
export interface Remaining {
  uses: number | null
  budgetMinor: number | null
  /** Locked units left, by SKU, for 秒杀; gift units for gifts. */
  units: ReadonlyMap<string, number>
}

/** Why a promotion did not apply, as a stable word; `detail` is for people. */
export const refusalReasons = [
  'notStarted',
  'ended',
  'noLineInScope',
  'conditionNotMet',
  'thresholdNotReached',
  'couponMissing',
  'couponUnknown',
  'couponExpired',
  'couponOtherChannel',
  'couponUsed',
  'usesExhausted',
  'customerLimit',
  'budgetExhausted',
  'soldOut',
  'groupMissing',
  'notStackable',
  'exclusiveGroup',
  'marginFloor',
  'nothingLeftToDiscount',
  'otherCurrency'
] as const
export type RefusalReason = (typeof refusalReasons)[number]
export interface Refusal {
  reason: RefusalReason
  detail: string
}

/** One discount on one line, or on shipping (`lineId: null`). */
export interface Share {
  promotionId: string
  version: number
  lineId: string | null
  /** Taken off; positive. */
  amountMinor: number
  /** Units of the line it is about. */
  quantity: number
}

export interface AppliedPromotion {
  promotionId: string
  handle: string
  title: string
  version: number
  class: PromotionClass
  couponId: string | null
  amountMinor: number
  /** How many times its rule was met. */
  times: number
  /** Of its budget, its locked units: what it takes when the order is placed. */
  unitsBySku: ReadonlyMap<string, number>
}

/** A line after all promotions. */
export interface PricedLine {
  lineId: string
  quantity: number
  unitPriceMinor: number
  /** quantity × unit price. */
  listMinor: number
  discountMinor: number
  netMinor: number
  taxMinor: number
  grossMinor: number
}

/** A line that a promotion adds: of price zero. */
export interface GiftLine {
  promotionId: string
  sku: string
  quantity: number
}

/** What a cart comes to. `applied` and `refused` together name every promotion that was looked at for this cart. */
export interface Evaluation {
  lines: readonly PricedLine[]
  gifts: readonly GiftLine[]
  shipping: {
    listMinor: number
    discountMinor: number
    netMinor: number
    taxMinor: number
    grossMinor: number
  }
  discountMinor: number
  netMinor: number
  taxMinor: number
  grossMinor: number
  shares: readonly Share[]
  applied: readonly AppliedPromotion[]
  refused: readonly ({ promotionId: string; handle: string } & Refusal)[]
  /** Presale: to be paid now; otherwise all of it. */
  dueNowMinor: number
}
