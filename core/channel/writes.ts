import type { Instant } from '../time.ts'

/**
 * Why an item was refused, as far as it helps to decide what to do: `input` is mended by changing what we
 * send, `permission` by the account's owner, `conflict` by reading again, `gone` never.
 */
export type RejectionClass = 'input' | 'permission' | 'conflict' | 'gone'

/** What became of one item of a write. `retry` was not done, as far as is known, and may be sent again. */
export type ItemOutcome =
  | { status: 'done'; externalId?: string }
  | { status: 'accepted'; submissionId: string }
  | {
      status: 'rejected'
      code: string
      /** What is wrong and how to mend it, in a sentence. */
      reason: string
      /** Default `input`. */
      class?: RejectionClass
    }
  | {
      status: 'retry'
      reason: string
      afterMs?: number
      /**
       * The error of the call that it went out in, after others were done: the engine classifies it as if it had been
       * thrown. Items of one call have the same. Missing: the platform has put off this item alone.
       */
      failure?: unknown
      /** It was not sent, since a call before it failed: it goes as if it had not been in the batch. */
      isUntried?: true
    }

export interface StockWrite {
  externalListingId: string
  sku: string
  quantity: number
  /** Grows with every change of this listing: a platform that keeps it refuses an older write after a newer. */
  sequence: number
}

export interface PriceWrite {
  externalListingId: string
  sku: string
  amountMinor: number
  currency: string
}

export interface ShipmentWrite {
  /** Our id of the shipment; the platform's idempotency, if it has any, hangs on it. */
  shipmentId: string
  orderExternalId: string
  /** The carrier in our words; the adapter maps it. */
  carrier: string
  trackingNumber: string
  shippedAt: Instant
  lines: { externalId: string; quantity: number }[]
}

/** A SKU as it should be offered. What is null or missing the platform keeps as it is. */
export interface ListingWrite {
  /** Null: the platform does not have it yet. */
  externalListingId: string | null
  sku: string
  title: string
  description: string | null
  amountMinor: number | null
  currency: string
  /** Units shown. */
  quantity: number | null
  gtin: string | null
  imageUrls: string[]
  /** The platform's own category and attributes, as the person who lists it has given them. */
  category: string | null
  attributes: Record<string, unknown>
}

/** Whether a listing can be bought. */
export interface ListingState {
  externalListingId: string
  sku: string
  state: 'active' | 'paused'
}

/** A listing as its platform has it. */
export interface ShownListing {
  externalListingId: string
  sku: string | null
  title: string
  state: 'active' | 'paused' | 'unmapped'
  /** The platform's own word for the state. */
  rawState: string
  amountMinor: number | null
  currency: string | null
  quantity: number | null
  /** What the platform finds wrong with it. */
  issues: { code: string; message: string }[]
}

/** What we decide about a case of return or refund. */
export interface AfterSaleDecision {
  externalId: string
  action: 'agree' | 'refuse'
  /** The version of the case that was decided on: a platform that keeps one refuses an older. */
  version: string | null
  /** What is given back; null: all that was asked for. */
  amountMinor: number | null
  currency: string
  /** The platform's reason for a refusal, where it wants one of its own. */
  reasonCode: string | null
  note: string
  /** Pictures that prove it. */
  evidence: { contentType: string; bytes: Buffer }[]
}

/** Money to give back for an order. */
export interface RefundWrite {
  /** Our id of the refund. */
  refundId: string
  orderExternalId: string
  amountMinor: number
  currency: string
  reason: string
  /** Lines that it is for; empty: none in particular. */
  lines: { externalId: string; quantity: number; amountMinor: number }[]
}

export interface ReviewReply {
  reviewExternalId: string
  text: string
}

export interface MessageWrite {
  /** Our id of the message. */
  messageId: string
  orderExternalId: string
  /** The platform's template, where it allows no free text. */
  template: string | null
  text: string
}
