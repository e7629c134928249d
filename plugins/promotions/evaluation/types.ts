import type { Instant } from '#core/time'
import type { PromotionClass } from '../definition/promotion.ts'

/** One line of a cart with all that promotions may ask about it. */
export interface CartLine {
  /** Unique within the cart; results are told by it. */
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
  /** Taxes on it, each in basis points: [2000] is 20 %; none: []. */
  taxRatesBps: readonly number[]
  /** When the product was first offered; null: not yet. */
  launchedAt: Instant | null
  /** Least a unit may be sold for, by the margin floor; with tax when the price is; null: no floor. */
  unitFloorMinor: number | null
}

/** What is to be reckoned, frozen: the same cart gives the same answer. */
export interface CartSnapshot {
  currency: string
  pricesIncludeTax: boolean
  lines: readonly CartLine[]
  shippingMinor: number
  shippingTaxRatesBps: readonly number[]
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
  /** When the customer got it; null: a code for all. */
  claimedAt: Instant | null
  /** Set when the code cannot be used: it is told, and nothing else. */
  refusal: Refusal | null
}

/** What is known of the buyer; a guest is `guest`. */
export interface CustomerFacts {
  customerId: string | null
  segments: ReadonlySet<string>
  tier: string | null
  /** Earlier orders; null: nobody one could tell apart, of whom nobody knows whether it is the first. */
  orders: number | null
  /** Earlier uses by promotion. */
  uses: ReadonlyMap<string, number>
  /** Units bought earlier at the price of a 秒杀: promotion → SKU → units. */
  flashUnits: ReadonlyMap<string, ReadonlyMap<string, number>>
}

/** Somebody of whom nothing is known. */
export const guest: CustomerFacts = {
  customerId: null,
  segments: new Set(),
  tier: null,
  orders: null,
  uses: new Map(),
  flashUnits: new Map()
}

/** What is left of limited things, by promotion; a promotion that is not there has no limit. */
export interface Remaining {
  uses: number | null
  budgetMinor: number | null
  /** Gives what the budget has left instead of nothing at all: an order that has a discount keeps it when it grows. */
  isCutToBudget?: boolean
  /** Locked units left, by SKU, for 秒杀; gift units for gifts. A SKU that is not there has as many as defined. */
  units: ReadonlyMap<string, number>
}

/** Why a promotion did not apply, as a stable word; `detail` is for people. */
export const refusalReasons = [
  'notStarted',
  'ended',
  'noLineInScope',
  'conditionNotMet',
  'thresholdNotReached',
  'couponUnknown',
  'couponExpired',
  'couponOtherChannel',
  'couponUsed',
  'usesExhausted',
  'customerLimit',
  'budgetExhausted',
  'soldOut',
  'giftNotChosen',
  'groupMissing',
  'notStackable',
  'exclusiveGroup',
  'tooMany',
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
  /** What it would have taken off besides, but for what was left of the prices and the margin floor. */
  unappliedMinor: number
  /** How many times its rule was met. */
  times: number
  /** Of its locked units or its gifts: what it takes when the order is placed. */
  unitsBySku: ReadonlyMap<string, number>
}

/** A promotion, or a code, that gave nothing, and why. */
export interface RefusedPromotion extends Refusal {
  /** Null: a code that leads to no promotion. */
  promotionId: string | null
  handle: string | null
  /** The code that was entered for it. */
  code: string | null
}

/** A line after all promotions. `discountMinor` is in terms of the list price: with tax when that is. */
export interface PricedLine {
  lineId: string
  quantity: number
  unitPriceMinor: number
  /** quantity × unit price. */
  listMinor: number
  discountMinor: number
  netMinor: number
  taxMinor: number
  /** The taxes that `taxMinor` is made of, in the order of the line's rates. */
  taxesMinor: readonly number[]
  grossMinor: number
}

/** A line that a promotion adds: of price zero. */
export interface GiftLine {
  promotionId: string
  sku: string
  quantity: number
}

/** What a cart comes to; lines in the cart's order. `applied` and `refused` together name every promotion that was looked at for this cart. */
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
  refused: readonly RefusedPromotion[]
  /** Presale: to be paid now; otherwise all of it. */
  dueNowMinor: number
}
