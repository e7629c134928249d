import type { Instant } from '../time.ts'
import type { AfterSaleStatus, ChannelOrderStatus } from './documents.ts'
import type { FaultChances } from './fault-chances.ts'

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

/**
 * What a simulated platform can be made to do wrong. One that cannot happen on a platform is refused by its
 * simulator's `add`.
 *
 * - `throttle`: it refuses in its own form and asks to be left alone for `restMs`.
 * - `down`: it answers as platforms do when they are out of order.
 * - `noAnswer`: the connection ends before anything is done. `lostAnswer`: it ends after the effect.
 * - `tokenExpired`: the access token in use ends now.
 * - `banned`: every call of the account is refused for `restMs`.
 * - `moveRows`: before the page is made, a row of it changes, and moves. `newRow`: an order comes.
 * - `sameRowTwice`, `reordered`: of the rows of a page.
 * - `unknownStatus`, `unknownField`, `unknownCurrency`: of the first row of a page.
 * - `partial`: the first item of a batch is refused, the others are done.
 * - `revoked`: the account has taken its permission back, for good.
 */
export type FaultKind =
  | 'throttle'
  | 'down'
  | 'noAnswer'
  | 'lostAnswer'
  | 'tokenExpired'
  | 'banned'
  | 'moveRows'
  | 'newRow'
  | 'sameRowTwice'
  | 'reordered'
  | 'unknownStatus'
  | 'unknownField'
  | 'unknownCurrency'
  | 'partial'
  | 'revoked'

/** A fault that waits for its turn. */
export interface Fault {
  kind: FaultKind
  /** Only calls of this operation, by the name the adapter's budgets use. Default: any. */
  operation?: string
  /** Calls that go well before it. Default 0. */
  after?: number
  /** How often it happens. Default 1. */
  times?: number
  /** Units: ms. Default: as the platform would. */
  restMs?: number
}

/** An order as it should come about. Whatever is missing is made up. */
export interface SimulatedOrder {
  externalId?: string
  status?: ChannelOrderStatus
  lines?: { sku: string; quantity: number; unitPriceMinor?: number; title?: string }[]
  currency?: string
  placedAt?: Instant
  modifiedAt?: Instant
}

/** An order as the simulated platform has it now. */
export interface OrderThere {
  externalId: string
  status: ChannelOrderStatus
  rawStatus: string
  placedAt: Instant
  modifiedAt: Instant
  currency: string
  totalMinor: number
  lines: { externalId: string; sku: string; quantity: number }[]
  /** Parcels it was told of: one entry for each effect, so a double one shows twice. */
  parcels: {
    carrier: string
    trackingNumber: string
    lines: { externalId: string; quantity: number }[]
  }[]
  /** Money given back: one entry for each effect. */
  refunds: { amountMinor: number }[]
}

/** A call that reached the simulated platform. */
export interface SeenCall {
  /** As the adapter's budgets name it; `token` for a request of an access token. */
  operation: string
  at: Instant
  /** The fault that it met, or one of those that its rows met; null: none. */
  fault: FaultKind | null
  /** Span of time that it listed, when it did. */
  slice: { since: Instant; until: Instant } | null
}

/** How a webhook is sent: as it should be, or in one of the ways it must not be taken. */
export type WebhookDelivery = 'genuine' | 'forged' | 'old' | 'twice'

/**
 * A simulated platform that the conformance kit, and whoever writes tests, can drive. Operations that the
 * platform lacks are left out.
 */
export interface PlatformSimulator extends Simulation {
  readonly calls: readonly SeenCall[]
  readonly faults: {
    add(fault: Fault): void
    clear(): void
    /** Lets faults happen by chance; null: no longer. */
    strew(chances: FaultChances | null): void
  }
  /** Switches quotas on or off; off at first, so that tests are not slowed by them. */
  setQuotas(isOn: boolean): void
  /** Puts more products on sale, each with a listing that shows no stock yet. */
  offer?(products: readonly SimulatedProduct[]): void
  placeOrder(order?: SimulatedOrder): OrderThere
  /** Changes an order, which makes it newer. */
  changeOrder(
    externalId: string,
    change: { status?: ChannelOrderStatus; modifiedAt?: Instant }
  ): OrderThere
  order(externalId: string): OrderThere | null
  orders(): OrderThere[]
  /** Units that a listing shows; null: it does not exist. */
  shownStock(sku: string): number | null
  /** How often stock was set, double effects included. */
  stockEffects(sku: string): number
  shownPrice(sku: string): { amountMinor: number; currency: string } | null
  /** What the platform calls the listing of a SKU; null: there is none. */
  listingOf(sku: string): string | null
  /** The platform's own category that a new listing is given, where it wants one. */
  readonly listingCategory?: string
  /** A case that the buyer of an order opens. */
  openAfterSale?(orderExternalId: string): { externalId: string }
  afterSale?(
    externalId: string
  ): { status: AfterSaleStatus; refunds: { amountMinor: number }[] } | null
  addReview?(sku: string): { externalId: string }
  reviewReply?(externalId: string): string | null
  addMessage?(orderExternalId: string): { externalId: string }
  /** Messages that reached the buyer of an order. */
  sentMessages?(orderExternalId: string): string[]
  /** Tells how many visitors came on a day; again: anew. */
  tellVisitors?(dayOn: string, visitors: number): { externalId: string }
  /** Decides submissions that wait: what was accepted is checked now. */
  decideSubmissions?(): void
  /** Where webhooks go; null: nowhere. */
  webhookUrl?: string | null
  /** Sends a webhook about an order. Returns the status that it was answered with, of each delivery. */
  sendWebhook?(externalId: string, delivery: WebhookDelivery): Promise<number[]>
  /** Puts a hint about an order into the queue of a platform that keeps one. */
  queueHint?(externalId: string): void
}
