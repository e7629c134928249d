import type { Logger } from 'pino'
import type { Static, TObject } from 'typebox'
import type { Dispatcher } from 'undici'
import type { Clock, Instant } from '../time.ts'
import type { ChannelDocument, ChannelOrder, RejectedEntry } from './documents.ts'

/** What a platform can do. What is `false` the engine does not offer; asking for it anyway is `Unsupported`. */
export interface Capabilities {
  orders: {
    /**
     * `window`: a list of what changed between two instants, cut into windows the platform allows.
     * `source`: whole files or feeds, each taken once.
     */
    pull: WindowPull | { by: 'source' }
    /** Names of the webhooks the platform sends about orders. */
    push: readonly string[] | false
  }
  listings: { write: 'immediate' | 'asynchronous' } | false
  stock: { write: 'absolute' | 'delta'; batchMax: number } | false
  prices: { write: true; batchMax: number } | false
  shipments: { confirm: { split: boolean; batchMax: number } } | false
  afterSales: { pull: true } | false
  reviews: { pull: true } | false
  messages: { pull: true } | false
}

/** How a list of changes may be read. Durations are ISO 8601, such as `PT30M`. */
export interface WindowPull {
  by: 'window'
  /** Longest span of time that one list may cover. */
  windowMax: string
  /** How far behind the clock a list is complete. */
  lag: string
  /** How much of what is known already is read again, for rows that appear late. Default: as `lag`. */
  overlap?: string
  pageSizeMax: number
  /**
   * `forward` (default): a page token stands for a place in the list, so rows that leave it move nothing.
   * `backward`: pages are counted from the start, so a row that leaves moves the ones after it. A walk then
   * begins with the last page (`pageToken: null`) and each `next` is the page before: what moves is still to come.
   */
  direction?: 'forward' | 'backward'
}

/** One span of time to list, as the engine has cut it: `[since, until)`. */
export interface Slice {
  since: Instant
  until: Instant
}

/** One page of what changed. */
export interface DocumentPage {
  documents: ChannelDocument[]
  rejected: RejectedEntry[]
  /** Token of the next page, null on the last one. */
  next: string | null
  /** Up to where the platform vouches for having shown everything; null: to the end of the slice. */
  observedUntil: Instant | null
}

/** A file or feed that is taken once, by the hash of its content. */
export interface Source {
  /** Hash of the content. */
  id: string
  name: string
  sizeBytes: number
}

/** A page of a source: `position` is where the next one begins, null when the source is at its end. */
export interface SourcePage {
  documents: ChannelDocument[]
  rejected: RejectedEntry[]
  /** Rows of the source that this page stands for, rejected ones included. */
  rows: number
  position: string | null
}

/** What became of one item of a write. `retry` was not done and may be sent again. */
export type ItemOutcome =
  | { status: 'done' }
  | { status: 'accepted'; submissionId: string }
  | { status: 'rejected'; code: string; reason: string }
  | { status: 'retry'; reason: string; afterMs?: number }

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
  carrier: string
  trackingNumber: string
  shippedAt: Instant
  lines: { externalId: string; quantity: number }[]
}

/** Something that a webhook says has changed: a hint to fetch, never the truth itself. */
export interface PushHint {
  /** Unique to the delivery; the second one with it is ignored. */
  deliveryId: string
  topic: string
  /** What to fetch, when the hint says so. */
  externalId: string | null
}

/** What to do about a failure, by the platform's own code and not by HTTP status. */
export type Classification =
  | { action: 'retry'; reason: string }
  | { action: 'rateLimited'; retryAfterMs: number; reason: string }
  | { action: 'refreshToken'; reason: string }
  | { action: 'rejected'; code: string; reason: string }
  | { action: 'fatal'; reason: string }

/** One account on one platform, connected. Whatever the capabilities promise is there. */
export interface ChannelClient {
  orders: {
    listChanged?(request: { slice: Slice; pageToken: string | null }): Promise<DocumentPage>
    get?(externalId: string): Promise<ChannelOrder | null>
    listSources?(): Promise<Source[]>
    readSource?(source: Source, position: string | null): Promise<SourcePage>
  }
  /** One outcome for each item, in the same order. Doing it twice with one key does it once. */
  writeStock?(items: readonly StockWrite[], idempotencyKey: string): Promise<ItemOutcome[]>
  /** What the platform shows now, by listing; for the daily reconciliation. */
  readStock?(externalListingIds: readonly string[]): Promise<ReadonlyMap<string, number>>
  writePrices?(items: readonly PriceWrite[], idempotencyKey: string): Promise<ItemOutcome[]>
  confirmShipments?(items: readonly ShipmentWrite[], idempotencyKey: string): Promise<ItemOutcome[]>
  listAfterSales?(request: { slice: Slice; pageToken: string | null }): Promise<DocumentPage>
  /** Tells the platform where to send its webhooks. */
  subscribe?(callbackUrl: string): Promise<void>
  /** Checks the signature on the raw bytes, before anything is parsed. Errors: any, when it is not genuine. */
  verify?(rawBody: Buffer, headers: Readonly<Record<string, string | undefined>>): PushHint[]
  classify(error: unknown): Classification
}

/** What an adapter is given: it has no database, no queue, no clock and no fetch of its own. */
export interface AdapterIo {
  http: Dispatcher
  clock: Clock
  log: Logger
  /** The channel's id with us. */
  channelId: string
}

/** A product that a simulated platform sells: what the catalog needs to know to serve its orders. */
export interface SimulatedProduct {
  sku: string
  title: string
  amountMinor: number
  currency: string
  /** Units to begin with. */
  onHand: number
}

/** A stand-in of a platform that runs inside the engine's process. */
export interface Simulation {
  /** Settings that point an account at it; they replace those of the same name while it runs. */
  settings: Record<string, unknown>
  products: readonly SimulatedProduct[]
  stop(): Promise<void>
}

/** A marketplace, web shop or folder as a source of orders and a place to sell. */
export interface Adapter<Account extends TObject = TObject> {
  platform: string
  /** What people call it. */
  title: string
  /** Settings of one account; secret ones are made with `Secret()`: encrypted at rest, never logged or returned. */
  account: Account
  capabilities: Capabilities
  connect(account: Static<Account>, io: AdapterIo): ChannelClient
  /** Starts a stand-in of the platform for one account: to try things out where there is no platform. */
  simulate?(account: Static<Account>, io: Omit<AdapterIo, 'http'>): Promise<Simulation>
}

/** Checks an adapter's shape at compile time and marks it as one. */
export function defineAdapter<Account extends TObject>(
  adapter: Adapter<Account>
): Adapter<Account> {
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(adapter.platform)) {
    throw new TypeError(`adapter platform ${JSON.stringify(adapter.platform)}: use kebab-case`)
  }
  return Object.freeze(adapter)
}
