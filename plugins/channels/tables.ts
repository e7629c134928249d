import type { RejectionClass } from '#core/channel/writes'
import type { Instant } from '#core/time'

/** One account on one platform. */
export interface ChannelRow {
  id: string
  platform: string
  name: string
  /** Settings that are no secrets; JSON. */
  settings: string
  /** The secret ones, encrypted; null when the platform has none. */
  secrets: string | null
  bufferUnits: number
  ratioBps: number
  capUnits: number | null
  stopSell: number
  unknownSkus: 'hold' | 'createUntracked'
  currency: string
  pullEverySeconds: number
  pushStock: number
  pushPrices: number
  /** Where a first sync begins. */
  since: Instant | null
  isEnabled: number
  /** 1: the config file owns it. */
  isConfigured: number
  /** Set when the platform has refused the account for good; nothing runs until it is resumed. */
  pausedAt: Instant | null
  pausedReason: string | null
  /** When the next pull is due; a sweep repairs what is overdue. */
  nextPullAt: Instant | null
  lastPulledAt: Instant | null
  /** Where the platform sends its webhooks, once it has been told. */
  subscribedUrl: string | null
  version: number
  createdAt: Instant
  updatedAt: Instant
}

/** What a channel calls one of our SKUs, and how far it knows our stock and price. */
export interface ListingRow {
  id: string
  channelId: string
  externalListingId: string
  sku: string
  /** Null while the catalog lacks the SKU. */
  variantId: string | null
  state: 'active' | 'paused'
  /** Each replaces the channel's own policy when it is not null. */
  bufferUnits: number | null
  ratioBps: number | null
  capUnits: number | null
  stopSell: number | null
  /** Grows with every change of stock. The listing is dirty while `stockDone` is behind. */
  stockSequence: number
  stockDone: number
  /** What the platform was last told; null: unknown. */
  stockQuantity: number | null
  stockPushedAt: Instant | null
  stockRetries: number
  stockRetryAt: Instant | null
  priceSequence: number
  priceDone: number
  priceRetries: number
  priceRetryAt: Instant | null
  /** Why the platform refused the last write of stock; null when it took it. */
  rejectedReason: string | null
  /** The same of the last write of a price. */
  priceRejectedReason: string | null
  version: number
  createdAt: Instant
  updatedAt: Instant
}

/** Lists that are read side by side; `history` fills in the past, `recheck` reads once more what was read. */
export type Stream =
  | 'orders'
  | 'afterSales'
  | 'reviews'
  | 'messages'
  | 'traffic'
  | 'history'
  | 'recheck'

/** How far a list that is cut into windows has been read. */
export interface CursorRow {
  channelId: string
  stream: Stream
  /** Everything that changed before it is taken. */
  watermark: Instant
  /** The window that is being read; null between windows. */
  windowSince: Instant | null
  windowUntil: Instant | null
  pageToken: string | null
  /** The earliest instant up to which the pages of this window vouch. */
  observedUntil: Instant | null
  /** Grows with every page: a run that has been overtaken cannot write. */
  version: number
}

/** A file or feed that is taken once. */
export interface SourceRow {
  channelId: string
  sourceId: string
  name: string
  sizeBytes: number
  position: string | null
  rows: number
  /** Pages taken: a run that has been overtaken cannot write. */
  pages: number
  state: 'open' | 'complete'
  startedAt: Instant
  completedAt: Instant | null
}

export const runKinds = [
  'pullOrders',
  'fetchOrder',
  'pushStock',
  'pushPrices',
  'confirmShipments',
  'pullAfterSales',
  'pullReviews',
  'pullMessages',
  'pullTraffic',
  'backfill',
  'acknowledge',
  'takeHints',
  'sendWrites',
  'reconcile',
  'reconcileOrders',
  'renewTokens',
  'subscribe'
] as const
export type RunKind = (typeof runKinds)[number]

/** One sync that found something to do, or failed. */
export interface RunRow {
  id: string
  channelId: string
  kind: RunKind
  /** `postponed`: it had to wait; the job goes on in another run. */
  state: 'running' | 'done' | 'failed' | 'postponed'
  documents: number
  created: number
  updated: number
  unchanged: number
  rejected: number
  failed: number
  /** Calls to the platform. */
  calls: number
  /** Calls that failed and were made again. */
  retried: number
  /** Calls that had to wait. */
  throttled: number
  waitedMs: number
  /** Times that new tokens were had. */
  renewals: number
  /** JSON: why calls were made again → how often. */
  reasons: string | null
  /** Problem of the failure; JSON. */
  error: string | null
  /** What else there is to say, such as the differences a reconciliation found; JSON. */
  detail: string | null
  startedAt: Instant
  /** When it last wrote something; one that has been silent for long was interrupted. */
  progressAt: Instant
  finishedAt: Instant | null
}

/** A row of a source that could not be read. */
export interface RejectedRow {
  id: string
  channelId: string
  runId: string
  source: string
  line: number | null
  columnName: string | null
  reason: string
  externalId: string | null
  class: RejectionClass | null
  /** What it was, without personal data and secrets; JSON. */
  payload: string | null
  /** What makes it the same entry when it is read again. */
  entryKey: string
  count: number
  firstSeenAt: Instant
  lastSeenAt: Instant
  settledAt: Instant | null
}

/** A webhook that has been taken; its delivery id makes the second one void. */
export interface InboxRow {
  channelId: string
  deliveryId: string
  topic: string
  externalId: string | null
  receivedAt: Instant
}

/** A case, a review, a message or figures of a day as the platform tells them; the newest of each. */
export interface RecordRow {
  id: string
  channelId: string
  kind: 'afterSale' | 'review' | 'message' | 'traffic'
  externalId: string
  orderExternalId: string | null
  modifiedAt: Instant
  /** The other fields; JSON. */
  document: string
  receivedAt: Instant
}

/** A past that is filled in. */
export interface BackfillRow {
  channelId: string
  sinceAt: Instant
  untilAt: Instant
  state: 'open' | 'done'
  askedAt: Instant
  finishedAt: Instant | null
}

/** A second reading of orders that goes on, with what it has found so far. */
export interface RecheckRow {
  channelId: string
  sinceAt: Instant
  untilAt: Instant
  /** Orders that we did not have. */
  missing: number
  /** Orders that were older here. */
  outdated: number
  /** Some of either, as the platform calls them; JSON. */
  names: string
}

/** A comparison of stock that goes on, with what it has found so far. */
export interface ComparisonRow {
  channelId: string
  /** How many have looked at the same differences before it. */
  recheck: number
  /** The listing that was compared last. */
  afterId: string
  checked: number
  differing: number
  /** Some of what differs; JSON. */
  differences: string
}

/** A shipment that its channel has to be told of. */
export interface ConfirmationRow {
  shipmentId: string
  channelId: string
  /** `accepted`: the platform has not decided yet. */
  state: 'pending' | 'accepted' | 'confirmed' | 'failed'
  retries: number
  retryAt: Instant | null
  reason: string | null
  createdAt: Instant
  finishedAt: Instant | null
}

declare module 'shopkeeper' {
  interface Tables {
    channels: ChannelRow
    channelListings: ListingRow
    channelCursors: CursorRow
    channelSources: SourceRow
    channelRuns: RunRow
    channelRejected: RejectedRow
    channelInbox: InboxRow
    channelRecords: RecordRow
    channelBackfills: BackfillRow
    channelRechecks: RecheckRow
    channelComparisons: ComparisonRow
    channelConfirmations: ConfirmationRow
  }
}
