import type { Reader } from '#core/database/db'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { PromotionState } from './definition/promotion.ts'
import type { Evaluation } from './evaluation/types.ts'
import type { ReturnsService } from './returns/api.ts'

/** A cart as callers describe it; everything else is looked up. */
export interface CartRequest {
  channelId: string
  currency: string
  pricesIncludeTax: boolean
  lines: readonly {
    sku: string
    quantity: number
    /** Default: the list price. */
    unitPriceMinor?: number
    /** Taxes on it, each in basis points. Default none. */
    taxRatesBps?: readonly number[]
  }[]
  shippingMinor: number
  shippingTaxRatesBps: readonly number[]
  buyer: { externalId: string | null; email?: string; phone?: string } | null
  /** ISO 3166-1, or country-region. */
  region: string | null
  payment: string | null
  codes: readonly string[]
  giftChoices: Readonly<Record<string, readonly string[]>>
  groupId: string | null
}

/** A code that was given to a customer. */
export interface ClaimedCoupon {
  couponId: string
  code: string
  promotionId: string
  expiresAt: Instant | null
}

/** What other plugins may ask of promotions. */
export interface PromotionsService extends ReturnsService {
  /** What a cart comes to at an instant, with every explanation. Reads only; wrong codes are not counted. */
  evaluate(db: Reader, cart: CartRequest, at: Instant): Promise<Evaluation>
  /**
   * Gives a free code of a promotion to a customer. Errors: NOT_FOUND, also for a customer that crm does not know; COUPON_NOT_CLAIMABLE, COUPONS_ALL_CLAIMED,
   * COUPON_CLAIMS_EXHAUSTED.
   */
  claimCoupon(tx: Tx, promotionId: string, claim: { customerId: string }): Promise<ClaimedCoupon>
  /** Notes that an approved claim for a price difference is paid; one that is over stays as it is. Errors: NOT_FOUND. */
  markProtectionPaid(tx: Tx, claimId: string, note: string): Promise<void>
}

/** A promotion as its event tells it. */
export interface PromotionEvent {
  promotionId: string
  handle: string
  state: PromotionState
  /** The rule's. */
  ruleVersion: number
}

declare module 'shopkeeper' {
  interface Services {
    promotions: PromotionsService
  }
  interface Events {
    /** A promotion is new, its rule has changed, or it has taken a step. */
    'promotion.changed': PromotionEvent
  }
  interface Permissions {
    'promotions:read': true
    'promotions:write': true
    'promotions:claim': true
    'promotions:evaluate': true
  }
  interface Jobs {
    'promotions.end': Record<never, never>
    'promotions.forget-guesses': Record<never, never>
  }
}
