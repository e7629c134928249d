import type { ChannelCreditNote, ChannelOrder } from '#core/channel/documents'
import type { ShipmentWrite } from '#core/channel/writes'
import type { Reader } from '#core/database/db'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { OrderAmendment, OrderMoney, RefundNote, Replacement } from './money-api.ts'
import type { MergeTerms, OrderAdmission, OrderPricer, PaymentTerms } from './pricing-api.ts'

/** Where an order stands. Payment, holds and refunds are apart from it. */
export const orderStates = [
  'draft',
  'awaiting_payment',
  'paid',
  'allocated',
  'partially_shipped',
  'shipped',
  'delivered',
  'completed',
  'canceled',
  'closed'
] as const
export type OrderState = (typeof orderStates)[number]

/** What became of a document at intake. `stale`: we know newer news already. */
export type IntakeResult = 'created' | 'updated' | 'unchanged' | 'stale'

export interface IntakeOutcome {
  externalId: string
  result: IntakeResult
  orderId: string
}

/** What orders need to know of the channel that a document comes from. */
export interface IntakeSource {
  channelId: string
  /** What to do with SKUs that the catalog lacks: keep and hold the order, or create them as untracked. */
  unknownSkus: 'hold' | 'createUntracked'
}

/** What a channel's documents add up to, counted from what is stored. */
export interface ImportSummary {
  orders: number
  orderLines: number
  units: number
  /** Sum of the order lines at sale. */
  grossMinor: number
  /** Credit notes for returns. */
  creditNotes: number
  creditLines: number
  /** Sum of their lines as the channel writes them: negative. */
  creditMinor: number
  /** Credit notes for debts written off; not in the figures above. */
  badDebtInvoices: number
  guestOrders: number
  /** SKUs that order lines name. */
  skus: number
}

/** What is left of an order as it was placed, wherever its units are now: split off, or merged into another. */
export interface OrderStanding {
  orderId: string
  /** Null: there is no such order. */
  currency: string | null
  lines: {
    /** The line as it was placed. */
    lineId: string
    sku: string
    /** Null: the catalog does not know the SKU. */
    variantId: string | null
    /** Before discounts; null: the channel names none. */
    unitPriceMinor: number | null
    /** All units after all discounts. */
    netMinor: number
    quantity: number
    /** Units that are canceled, or whose order is over without having been served. */
    gone: number
  }[]
  /** Nothing of it was served, and nothing will be. */
  isOver: boolean
}

/** Which orders are read as they were sold. */
export interface SoldQuery {
  from: Instant
  /** Exclusive. */
  to: Instant
  currency: string
  /** Null: of every channel. */
  channelId: string | null
  /** The last order of the page before. */
  after: { placedAt: Instant; orderId: string } | null
  limit: number
}

/** An order as it was sold: without canceled units, and without what would name its buyer. */
export interface SoldOrder {
  orderId: string
  channelId: string
  /** The channel's id of the buyer; null: a guest. */
  customerRef: string | null
  /** ISO 3166-1. */
  country: string | null
  placedAt: Instant
  shippingMinor: number
  /** Whether `totalMinor` of its lines includes their `taxMinor`. */
  isTaxIncluded: boolean
  lines: {
    lineId: string
    sku: string
    /** Null: the catalog does not know the SKU. */
    variantId: string | null
    quantity: number
    /** Before discounts. */
    unitPriceMinor: number
    /** After discounts. */
    totalMinor: number
    taxMinor: number
  }[]
}

/** Whose sales are summed, and when: by the instants that orders were placed at. */
export interface SoldInQuery {
  /** `to` is exclusive; they may overlap. */
  periods: readonly { from: Instant; to: Instant }[]
  currency: string
  skus: readonly string[]
}

/** What some SKUs sold, without canceled units. */
export interface SoldSum {
  /** Orders with one of them; split or not, an order is one. */
  orders: number
  units: number
  /** After discounts, without tax. */
  netMinor: number
}

/** Of which SKU sold units are counted, where and when: by the instants that orders were placed at. */
export interface UnitsSoldAsk {
  sku: string
  /** Null: on every channel. */
  channelId: string | null
  from: Instant
  /** Exclusive. */
  to: Instant
}

/** One order as it was sold, asked for by its id. */
export interface SoldOne extends SoldOrder {
  currency: string
  isPaid: boolean
}

/** An order as it was placed, for those who reckon with every order. */
export interface PlacedOrder {
  id: string
  channelId: string
  state: OrderState
  currency: string
  subtotalMinor: number
  discountMinor: number
  refundedMinor: number
  placedAt: Instant
  splitFrom: string | null
  /** Units ordered, without those canceled. */
  units: number
  canceledUnits: number
  /** The channel's id of the buyer. */
  customerRef: string | null
  /** JSON, personal. */
  buyer: string | null
  country: string | null
}

/** Where an order comes from, and from whom. */
export interface OrderOrigin {
  /** What it was split from; itself otherwise. */
  placedId: string
  channelId: string
  currency: string
  /** As crm is asked for them. Personal. */
  buyer: {
    channelId: string
    externalId: string | null
    email?: string | undefined
    phone?: string | undefined
    country: string | null
  }
}

/** An order as it is kept, with its lines: for those who reckon with each of them. */
export interface BookedOrder {
  id: string
  channelId: string
  state: OrderState
  currency: string
  discountMinor: number
  shippingMinor: number
  taxMinor: number
  totalMinor: number
  /** The channel's id of the buyer; null: a guest. */
  customerRef: string | null
  country: string | null
  placedAt: string
  /** The order that was placed, of which this one was split off. */
  splitFrom: string | null
  /** The order that has its lines now. */
  mergedInto: string | null
  lines: readonly BookedLine[]
}

/** A line as it is kept. */
export interface BookedLine {
  externalId: string
  /** The order it was placed in, when that was merged into this one. */
  sourceOrderId: string | null
  sku: string
  quantity: number
  canceledQuantity: number
  unitPriceMinor: number | null
  totalMinor: number
  discountMinor: number
  taxMinor: number
}

/** An order that was canceled or closed, or that could not be. */
export interface EndedOrder {
  /** The order as it was placed: what was split from it is told with it. */
  orderId: string
  /** False: it has come too far, or it was over already. */
  isEnded: boolean
  /** What was paid and has not been given back. */
  heldMinor: number
  currency: string
}

/** What a channel calls an order, and what we call it as it was placed. */
export interface ChannelOrderRef {
  channelId: string
  externalId: string
  orderId: string
}

/** A credit note as it was issued; amounts and quantities are negative. */
export interface IssuedCreditNote {
  id: string
  channelId: string
  externalId: string
  reason: CreditNoteEvent['reason']
  orderId: string | null
  currency: string
  totalMinor: number
  /** The channel's id of the buyer; null: a guest. */
  customerRef: string | null
  issuedAt: Instant
  lines: readonly {
    /** Null: the channel names none. */
    orderLineId: string | null
    sku: string
    title: string
    quantity: number
    totalMinor: number
  }[]
}

/** What other plugins may ask of orders. */
export interface OrdersService {
  /**
   * Takes in a page of orders: idempotent by channel and external id, versioned by `modifiedAt`. An order is never
   * refused: what is wrong with it puts it on hold with an exception and an alert. An order first seen in a state beyond
   * shipping changes no stock: that happened before we knew it. A constant number of queries for any number of orders.
   */
  intake(tx: Tx, source: IntakeSource, orders: readonly ChannelOrder[]): Promise<IntakeOutcome[]>
  /** Of these orders those that a running transaction has placed, as they are now, by id: no query. */
  placedIn(tx: Tx, orderIds: readonly string[]): Map<string, PlacedOrder>
  /** The same with their lines, to be read at once: they are those that the transaction works on. */
  bookedIn(tx: Tx, orderIds: readonly string[]): BookedOrder[]
  /** Takes in credit notes; idempotent by channel and external id. Returns how many are new. */
  intakeCreditNotes(
    tx: Tx,
    source: IntakeSource,
    notes: readonly ChannelCreditNote[]
  ): Promise<number>
  /**
   * Issues credit notes for money that was given back; idempotent by channel and external id. Counts it on the orders, and
   * tells `order.changed` and `creditNote.issued`. Errors: NOT_FOUND.
   */
  issueCreditNotes(tx: Tx, notes: readonly RefundNote[]): Promise<void>
  /** What money may be given back for, by the ids asked for; unknown ones are left out. A constant number of queries. */
  moneyOf(db: Reader, orderIds: readonly string[]): Promise<Map<string, OrderMoney>>
  /** The same of one order, which nobody else gives money back for until the transaction ends. Errors: NOT_FOUND. */
  lockMoney(tx: Tx, orderId: string): Promise<OrderMoney>
  /**
   * Changes what an order that was placed here consists of; claims on stock follow, and units that have left and are taken
   * off come back on hand. Returns the ids of the lines, same order. Errors: NOT_FOUND, ORDER_NOT_AMENDABLE, SKU_UNKNOWN, SKU_NOT_LIVE, STOCK_INSUFFICIENT.
   */
  amend(tx: Tx, orderId: string, amendment: OrderAmendment): Promise<string[]>
  /**
   * Places an order for goods that are sent anew to the buyer of another order; its stock is claimed at once. Returns its
   * id. Errors: NOT_FOUND, ORDER_DUPLICATE, SKU_UNKNOWN, SKU_NOT_LIVE, STOCK_INSUFFICIENT.
   */
  placeReplacement(tx: Tx, replacement: Replacement): Promise<string>
  /** Shipments as their channel is told of them; those that are canceled or unknown are left out. */
  shipmentsToConfirm(db: Reader, shipmentIds: readonly string[]): Promise<ShipmentWrite[]>
  /** Records that the channel knows of a shipment, or why not. */
  markShipmentConfirmed(
    tx: Tx,
    shipmentId: string,
    outcome: { status: 'confirmed' } | { status: 'failed'; reason: string }
  ): Promise<void>
  /** Counts what a channel has brought. Reads every line: for commands, not for requests. */
  importSummary(db: Reader, channelId: string): Promise<ImportSummary>
  /** A page of orders as they were sold, oldest first; those that are canceled or closed are left out. Two queries. */
  sold(db: Reader, query: SoldQuery): Promise<SoldOrder[]>
  /** What SKUs sold in each of some periods, on every channel: one query. Same order. */
  soldIn(db: Reader, query: SoldInQuery): Promise<SoldSum[]>
  /** Units sold without those that were canceled, for each ask: one query. Same order. */
  unitsSold(db: Reader, asks: readonly UnitsSoldAsk[]): Promise<number[]>
  /** One order as it was sold; undefined: there is none, or it is canceled, closed or merged. Two queries. */
  soldOrder(db: Reader, orderId: string): Promise<SoldOne | undefined>
  /** The channel of orders that are placed here. */
  readonly directChannelId: string
  /** The orders that were placed, of which these have lines: themselves, what they were split from, what was merged into them. One query. */
  placedAs(db: Reader, orderIds: readonly string[]): Promise<string[]>
  /** Channels and buyers of orders, by id; those that there are not are left out. One query. */
  originsOf(db: Reader, orderIds: readonly string[]): Promise<Map<string, OrderOrigin>>
  /** Finds orders by what their channels call them; those that there are not are left out. One query. */
  idsOf(db: Reader, refs: readonly Omit<ChannelOrderRef, 'orderId'>[]): Promise<ChannelOrderRef[]>
  /** Credit notes by id, oldest first. Two queries. */
  creditNotesOf(db: Reader, ids: readonly string[]): Promise<IssuedCreditNote[]>
  /** A page of all credit notes, for who begins to read them: those after an id. Two queries. */
  creditNotesAfter(
    db: Reader,
    page: { after: string | null; limit: number }
  ): Promise<IssuedCreditNote[]>
  /** What is left of orders as they were placed. One query for any number; locks nothing. */
  standing(db: Reader, placedIds: readonly string[]): Promise<OrderStanding[]>
  /**
   * Lets orders that are placed here be priced. Called by promotions in its setup: orders themselves know nothing of
   * promotions. There is one pricer at most.
   */
  providePricing(
    pricer: OrderPricer,
    more?: { admission?: OrderAdmission; terms?: PaymentTerms; mergeTerms?: MergeTerms }
  ): void
  /**
   * Cancels orders and what was split from them, as far as they can still be canceled, in a constant number of
   * statements. Returns each of them with what was paid for it.
   */
  cancel(tx: Tx, orderIds: readonly string[], reason: string): Promise<EndedOrder[]>
  /** Closes orders that are not paid, and what was split from them; otherwise as `cancel`. */
  close(tx: Tx, orderIds: readonly string[], reason: string): Promise<EndedOrder[]>
  /**
   * Takes buyers, addresses and what buyers wrote off orders and their credit notes, for good: a channel that sends an
   * order again does not bring them back. A constant number of statements.
   */
  erasePersonal(tx: Tx, orderIds: readonly string[]): Promise<void>
  /** Orders with their lines and buyers in the clear, oldest first: for telling a person what is kept about them. */
  readPersonal(db: Reader, orderIds: readonly string[]): Promise<object[]>
  /** Writes all orders as text, newest first, a page at a time: an object an order, or a CSV row an order line. */
  exportOrders(
    db: Reader,
    format: 'csv' | 'ndjson',
    viewer: { canSeePersonal: boolean }
  ): AsyncGenerator<string>
}

/** An order as its events tell it: ids and what listeners sum. */
export interface OrderEvent {
  orderId: string
  channelId: string
  externalId: string
  state: OrderState
}

/** A credit note as its event tells it. */
export interface CreditNoteEvent {
  creditNoteId: string
  channelId: string
  /** `compensation`: only money moves. */
  reason: 'return' | 'badDebt' | 'compensation'
  /** Null: it names no order that we know. */
  orderId: string | null
}

declare module 'shopkeeper' {
  interface Services {
    orders: OrdersService
  }
  interface Events {
    'order.placed': OrderEvent
    /** The state, a hold, or what the channel says of it has changed. */
    'order.changed': OrderEvent
    'order.canceled': OrderEvent
    /** The buyer was taken off it for good. */
    'order.erased': { orderId: string }
    /** Money was given back, or a debt written off. */
    'creditNote.issued': CreditNoteEvent
    /** One that came before its order has it now. */
    'creditNote.matched': CreditNoteEvent
    /** A parcel has left; its channel has to be told. */
    'shipment.created': { shipmentId: string; orderId: string; channelId: string }
  }
  interface Permissions {
    'orders:read': true
    'orders:write': true
    /** Sees buyers' names, addresses and contacts unmasked. */
    'orders:personal': true
  }
  interface AlertKinds {
    'order.unmapped-sku': OrderAlertFields
    'order.unmapped-status': OrderAlertFields
    'order.address': OrderAlertFields
    'order.amounts': OrderAlertFields
    'order.restructured': OrderAlertFields
    'order.short-stock': OrderAlertFields
    'order.over-shipped': OrderAlertFields
    'order.late': OrderAlertFields
  }
  interface Jobs {
    'orders.allocate-waiting': Record<never, never>
    'orders.find-late': Record<never, never>
    'orders.close-unpaid': Record<never, never>
  }
}

/** What an alert about an order carries. */
export interface OrderAlertFields {
  number: string
  channelId: string
  /** The SKUs it is about, if any. */
  skus: string[]
}
