import type { Instant } from '../time.ts'
import type { Classification } from './classify.ts'
import type { ChannelOrder, DocumentPage } from './documents.ts'
import type {
  AfterSaleDecision,
  ItemOutcome,
  ListingState,
  ListingWrite,
  MessageWrite,
  PriceWrite,
  RefundWrite,
  ReviewReply,
  ShipmentWrite,
  ShownListing,
  StockWrite
} from './writes.ts'

/** One span of time to list, as the engine has cut it: `[since, until)`. */
export interface Slice {
  since: Instant
  until: Instant
}

/** What a page of a list is asked for with. `pageToken` is null for the first one of a walk. */
export interface PageRequest {
  slice: Slice
  pageToken: string | null
}

/** A file or feed that is taken once, by the hash of its content. */
export interface Source {
  /** Hash of the content. */
  id: string
  name: string
  sizeBytes: number
}

/** A page of a source: `position` is where the next one begins, null when the source is at its end. */
export interface SourcePage extends Omit<DocumentPage, 'next' | 'observedUntil'> {
  /** Rows of the source that this page stands for, rejected ones included. */
  rows: number
  position: string | null
}

/** Something that a platform says has changed: a hint to fetch, never the truth itself. */
export interface PushHint {
  /** Unique to the delivery; the second one with it is ignored. */
  deliveryId: string
  topic: string
  /** What to fetch, when the hint says so. */
  externalId: string | null
}

/** Hints fetched from a platform that keeps them in a queue. */
export interface HintBatch {
  hints: PushHint[]
  /** What tells the platform that they are taken; null: there were none. */
  receipt: string | null
}

/** Headers of a webhook, names in lower case. */
export type WebhookHeaders = Readonly<Record<string, string | undefined>>

/**
 * One account on one platform, connected. Whatever the capabilities promise is there.
 *
 * Every write takes a key that names the intended effect: doing it twice with one key does it once. Where the
 * platform has no idempotency of its own, the adapter reads back before it writes. Writes of several answer
 * with one outcome for each, in the same order.
 */
export interface ChannelClient {
  orders: {
    listChanged?(request: PageRequest): Promise<DocumentPage>
    listCreated?(request: PageRequest): Promise<DocumentPage>
    /** The order as it is now; null when the platform does not have it. */
    get?(externalId: string): Promise<ChannelOrder | null>
    listSources?(): Promise<Source[]>
    readSource?(source: Source, position: string | null): Promise<SourcePage>
    /** Tells the platform that its orders are taken, where it wants to know; called after they are. */
    acknowledge?(externalIds: readonly string[]): Promise<void>
  }
  writeListings?(items: readonly ListingWrite[], key: string): Promise<ItemOutcome[]>
  setListingStates?(items: readonly ListingState[], key: string): Promise<ItemOutcome[]>
  /** What the platform has, by listing; those it lacks are left out. */
  readListings?(externalListingIds: readonly string[]): Promise<ShownListing[]>
  /** What became of a submission: `accepted` as long as the platform has not decided. */
  pollSubmission?(submissionId: string): Promise<ItemOutcome>
  writeStock?(items: readonly StockWrite[], key: string): Promise<ItemOutcome[]>
  /** What the platform shows now, by listing; for the daily reconciliation. */
  readStock?(externalListingIds: readonly string[]): Promise<ReadonlyMap<string, number>>
  writePrices?(items: readonly PriceWrite[], key: string): Promise<ItemOutcome[]>
  confirmShipments?(items: readonly ShipmentWrite[], key: string): Promise<ItemOutcome[]>
  listAfterSales?(request: PageRequest): Promise<DocumentPage>
  decideAfterSale?(decision: AfterSaleDecision, key: string): Promise<ItemOutcome>
  refund?(refund: RefundWrite, key: string): Promise<ItemOutcome>
  listReviews?(request: PageRequest): Promise<DocumentPage>
  replyToReview?(reply: ReviewReply, key: string): Promise<ItemOutcome>
  listMessages?(request: PageRequest): Promise<DocumentPage>
  sendMessage?(message: MessageWrite, key: string): Promise<ItemOutcome>
  listTraffic?(request: PageRequest): Promise<DocumentPage>
  /** Tells the platform where to send its webhooks, or that its queue is to be filled. */
  subscribe?(callbackUrl: string): Promise<void>
  /** Checks the signature on the raw bytes, before anything is parsed. Errors: any, when it is not genuine. */
  verify?(rawBody: Buffer, headers: WebhookHeaders): PushHint[]
  takeHints?(): Promise<HintBatch>
  confirmHints?(receipt: string): Promise<void>
  classify(error: unknown): Classification
}
