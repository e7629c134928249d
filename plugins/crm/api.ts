import type { Reader } from '#core/database/db'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { Messages } from './messages/api.ts'

/** A buyer as an order names one. */
export interface BuyerRef {
  channelId: string
  /** The channel's id of the buyer. */
  externalId: string | null
  email?: string | undefined
  phone?: string | undefined
  /** ISO 3166-1 of the address: phone numbers without a country code are read by it. */
  country?: string | null
}

/** What other plugins reckon with. */
export interface CustomerSummary {
  customerId: string
  /** Handle of the tier; null: none. */
  tier: string | null
  /** Handles of the segments the customer is in now. */
  segments: ReadonlySet<string>
  /** Orders that count: neither canceled nor closed. */
  orders: number
  firstOrderAt: Instant | null
  lastOrderAt: Instant | null
}

/** Codes that crm gives to customers; promotions knows how. */
export interface CouponOffers {
  /**
   * Gives each customer, each named once, a free code of a promotion, in the same order: all of them, or it throws and
   * nobody has one. A constant number of queries. Errors: NOT_FOUND, COUPON_NOT_CLAIMABLE, COUPON_CLAIMS_EXHAUSTED,
   * COUPONS_ALL_CLAIMED.
   */
  claim(
    tx: Tx,
    promotionId: string,
    customerIds: readonly string[]
  ): Promise<{ couponId: string; code: string; expiresAt: Instant | null }[]>
  /** Why codes of promotions cannot be given, in the same order; null: they can. One query. */
  check(db: Reader, promotionIds: readonly string[]): Promise<(string | null)[]>
}

/** What another plugin does when customers are merged, exported or erased, as areas of crm do. */
export interface PersonalPart {
  /** Names its part of an export. */
  name: string
  /** Members were merged into another customer, or taken out of it: rows that are theirs move. */
  onMoved(
    tx: Tx,
    move: { fromId: string; intoId: string; memberIds: readonly string[] }
  ): Promise<void>
  /** Personal data of these members is gone; their orders can still be asked for. */
  onErased(tx: Tx, memberIds: readonly string[]): Promise<void>
  /** What it knows of a person: every member of its tree. */
  exportOf(db: Reader, memberIds: readonly string[]): Promise<unknown>
}

/** What other plugins may ask of crm. */
export interface CrmService {
  /** Messages to customers. */
  readonly messages: Messages
  /** Finds who buyers are: by the channel's id, then by contact. Null: nobody we know. Same order; a constant number of queries. */
  find(db: Reader, buyers: readonly BuyerRef[]): Promise<(string | null)[]>
  /** Orders that are reckoned to a customer, oldest first. One query. */
  orderIdsOf(db: Reader, customerId: string): Promise<string[]>
  /**
   * Lets automations give coupons. Called by promotions in its setup, which comes after that of crm: crm itself knows
   * nothing of promotions. Without it steps that give coupons are refused.
   */
  provideCoupons(coupons: CouponOffers): void
  /** Lets another plugin that keeps personal data of customers take part. Called in its setup, which comes after that of crm. */
  providePersonal(part: PersonalPart): void
  /** What is known of customers, by id. A constant number of queries. */
  summaries(db: Reader, customerIds: readonly string[]): Promise<Map<string, CustomerSummary>>
  /** Those of these handles that there are. A constant number of queries. */
  known(
    db: Reader,
    handles: { segments: readonly string[]; tiers: readonly string[] }
  ): Promise<{ segments: ReadonlySet<string>; tiers: ReadonlySet<string> }>
  /** Adds points, or takes them when negative; idempotent by `sourceId`. */
  recordPoints(
    tx: Tx,
    entries: readonly { customerId: string; points: number; sourceId: string; reason: string }[]
  ): Promise<void>
  /**
   * Gives back points that paid for something, with the part of it that is given back in all: `partMinor` of `wholeMinor`.
   * They expire when they would have. The same again changes nothing. Returns how many come back now; null: the customer
   * has spent none by that source. Errors: as reading the customer.
   */
  giveBackPoints(
    tx: Tx,
    given: {
      customerId: string
      /** The source that has spent them. */
      spentBy: string
      partMinor: number
      wholeMinor: number
      sourceId: string
      reason: string
    }
  ): Promise<number | null>
}

declare module 'shopkeeper' {
  interface Services {
    crm: CrmService
  }
  interface Permissions {
    'crm:read': true
    'crm:write': true
    /** Sees names, addresses and contacts unmasked; every look is in the audit log. */
    'crm:personal': true
  }
  interface Events {
    /** A customer is new. */
    'customer.created': { customerId: string }
    /** Facts of a customer have changed: attributes, tags, orders, tier, points. */
    'customer.changed': { customerId: string }
    /** `fromId` is now part of `intoId`. */
    'customer.merged': { fromId: string; intoId: string }
    /** `customerId`, with these members, is no longer part of `fromId`; its orders are its own again. */
    'customer.unmerged': { customerId: string; fromId: string; memberIds: readonly string[] }
    /** The timeline of a customer has a new entry of this kind. */
    'customer.told': { customerId: string; kind: string }
    'segment.entered': { customerId: string; segment: string }
    'segment.left': { customerId: string; segment: string }
    /** A segment is about to be deleted. Throw a defined error to veto. */
    'segment.deleted': { segmentId: string; segment: string }
    /** A tier is about to be deleted, or to have another handle. Throw a defined error to veto. */
    'tier.deleted': { tierId: string; tier: string }
    'tier.changed': { customerId: string; from: string | null; to: string | null }
    'points.changed': { customerId: string; balance: number }
  }
}
