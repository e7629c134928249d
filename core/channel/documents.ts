import type { Instant } from '../time.ts'
import type { RejectionClass } from './writes.ts'

/*
 * What channels tell us, in our words. Adapters make these in map.ts and nowhere else; plugins know only these.
 * Every amount is in the minor unit of the document's currency.
 */

/** Where an order stands, as its channel sees it. `unmapped` is a status we do not know: held, and an alert. */
export const channelOrderStatuses = [
  'awaiting_payment',
  'paid',
  'partially_shipped',
  'shipped',
  'delivered',
  'completed',
  'canceled',
  'on_hold',
  'unmapped'
] as const

export type ChannelOrderStatus = (typeof channelOrderStatuses)[number]

export interface ChannelOrderLine {
  /** The platform's own id of the line; unique in the order. */
  externalId: string
  /** The merchant's SKU if the platform knows it, else the platform's listing id. */
  sku: string
  externalListingId?: string
  title: string
  quantity: number
  /** What one unit costs before discounts; shown, never computed with. May be null when only the total is known. */
  unitPriceMinor: number | null
  /** What the line costs at sale, after its own discounts, before its share of order discounts. */
  totalMinor: number
  /** Discounts as the channel gives them: the line's own and its shares of the order's. Zero or more. */
  discountMinor: number
  taxMinor: number
}

/** A buyer as far as the platform shows one; masked values stay masked. */
export interface ChannelBuyer {
  /** The platform's id of the buyer. Null: a guest. */
  externalId: string | null
  name?: string
  email?: string
  phone?: string
}

export interface ChannelAddress {
  recipient?: string
  /** The platform's id of a recipient whom it shows masked: what it deciphers the address by. */
  recipientRef?: string
  phone?: string
  lines: string[]
  city?: string
  region?: string
  postalCode?: string
  /** ISO 3166 code, or the name as the channel writes it. */
  country: string
}

export interface ChannelOrder {
  kind: 'order'
  externalId: string
  /** What people call it; the external id if the platform has no other. */
  number: string
  status: ChannelOrderStatus
  /** The platform's own word for the status. */
  rawStatus: string
  currency: string
  lines: ChannelOrderLine[]
  shippingMinor: number
  /** Discounts on the whole order; their shares are in the lines' `discountMinor` as well. */
  discountMinor: number
  taxMinor: number
  /** What the buyer pays in all. */
  totalMinor: number
  paidMinor: number
  buyer: ChannelBuyer
  address: ChannelAddress | null
  placedAt: Instant
  /** Newest wins: news with an older instant never overwrites newer. */
  modifiedAt: Instant
  /** Until when it must be shipped, if the platform says so. */
  shipBy?: Instant
  note?: string
}

/** Money given back for goods, or a debt written off: a document of its own beside the orders. */
export interface ChannelCreditNote {
  kind: 'creditNote'
  externalId: string
  /** `return`: goods came back. `badDebt`: only money moves. */
  reason: 'return' | 'badDebt'
  /** The order it belongs to, when the channel says so. */
  orderExternalId: string | null
  currency: string
  buyer: ChannelBuyer
  /** Quantities and amounts as the channel writes them: negative for what is given back. */
  lines: { sku: string; title: string; quantity: number; totalMinor: number }[]
  issuedAt: Instant
}

/** A correction of stock that the channel reports beside its sales. */
export interface ChannelStockAdjustment {
  kind: 'stockAdjustment'
  /** Unique in its source. */
  externalId: string
  sku: string
  title: string
  quantity: number
  reason: string
  adjustedAt: Instant
}

/**
 * Where a case stands. `awaiting_platform`: the platform itself decides now. `unmapped` is a word of the platform that we do
 * not know.
 */
export const afterSaleStatuses = [
  'awaiting_merchant',
  'awaiting_return',
  'awaiting_receipt',
  'awaiting_platform',
  'refused',
  'done',
  'closed',
  'unmapped'
] as const

export type AfterSaleStatus = (typeof afterSaleStatuses)[number]

/** Units of an order that a case is about, by the platform's id of the line or by SKU. */
export interface AfterSaleLine {
  externalId: string | null
  sku: string | null
  /** Null: all of the line. */
  quantity: number | null
}

/** A return, refund or exchange that a buyer has asked for, as the platform tells it. */
export interface ChannelAfterSale {
  kind: 'afterSale'
  externalId: string
  orderExternalId: string | null
  type: 'refund' | 'return' | 'exchange' | 'repair' | 'reship' | 'other'
  status: AfterSaleStatus
  /** The platform's own word for the status. */
  rawStatus: string
  currency: string | null
  /** What is asked back; null when it is not about money. */
  amountMinor: number | null
  /** The platform's words for why. */
  reason: string
  /** What the buyer adds in words of their own. */
  words?: string
  /** What it is about, where the platform says so. */
  lines?: AfterSaleLine[]
  /** Grows with every change, where the platform keeps one: a decision names it. */
  version: string | null
  /** When the buyer has asked. */
  openedAt?: Instant
  /** Until when we have to act, if the platform says so: it decides by itself then. */
  dueAt?: Instant
  modifiedAt: Instant
  /** All that the platform tells. */
  body: Record<string, unknown>
}

/** What a buyer thinks of what was bought. */
export interface ChannelReview {
  kind: 'review'
  externalId: string
  orderExternalId: string | null
  externalListingId: string | null
  /** 1 to 5; platforms with fewer grades are stretched. Null: none given. */
  rating: number | null
  /** Single ratings, 1 to 5, where the platform asks for them. */
  dimensions?: { description?: number; service?: number; logistics?: number }
  text: string
  /** What we have answered. */
  reply: string | null
  modifiedAt: Instant
  body: Record<string, unknown>
}

/** What a buyer has written, or we to a buyer. */
export interface ChannelMessage {
  kind: 'message'
  externalId: string
  orderExternalId: string | null
  from: 'buyer' | 'us' | 'platform'
  text: string
  modifiedAt: Instant
  body: Record<string, unknown>
}

/**
 * Figures of a day of the shop there, in all or of one source, campaign or SKU. Told anew they replace what was told; one that
 * is left out is not known. `externalId` names what they are of: the same for every telling.
 */
export interface ChannelTraffic {
  kind: 'traffic'
  externalId: string
  orderExternalId: null
  /** The platform's own day, YYYY-MM-DD. */
  dayOn: string
  /** Null: of all of them together. */
  source: string | null
  campaign: string | null
  sku: string | null
  /** Visitors as the platform counts them: once a day. */
  visitors?: number
  pageViews?: number
  /** Visitors who looked at one page. */
  bounces?: number
  /** Time that all visitors stayed. */
  dwellMs?: number
  addsToCart?: number
  favorites?: number
  impressions?: number
  clicks?: number
  /** Of its money; null: there is none. */
  currency: string | null
  adCostMinor?: number
  adOrders?: number
  adSalesMinor?: number
  modifiedAt: Instant
  body: Record<string, unknown>
}

/** What is kept for the plugins that read it; the newest of each is the truth. */
export type ChannelRecord = ChannelAfterSale | ChannelReview | ChannelMessage | ChannelTraffic

export type ChannelDocument =
  | ChannelOrder
  | ChannelCreditNote
  | ChannelStockAdjustment
  | ChannelRecord

/** One page of a list. */
export interface DocumentPage {
  documents: ChannelDocument[]
  rejected: RejectedEntry[]
  /** Token of the next page, null on the last one. */
  next: string | null
  /** Up to where the platform vouches for having shown everything; null: to the end of the slice. */
  observedUntil: Instant | null
}

/** A row or object that could not be read; the others of its page go in. */
export interface RejectedEntry {
  /** File, or name of the list. */
  source: string
  /** Line in the file, from 1; null outside of files. */
  line: number | null
  column: string | null
  reason: string
  /** The document it was, when that can still be told: once it is taken after all, the entry is settled. */
  externalId?: string
  /** Default `input`. */
  class?: RejectionClass
  /** What it was, as it came; kept without personal data and secrets. */
  payload?: unknown
}
