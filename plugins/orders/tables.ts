import type { OrderState } from './api.ts'

export const paymentStates = ['unpaid', 'partially_paid', 'paid'] as const
export type PaymentState = (typeof paymentStates)[number]

export const refundStates = ['none', 'partial', 'full'] as const
export type RefundState = (typeof refundStates)[number]

/** Why an order may not be worked on. It is on hold as long as one of these stands. */
export const holdCauses = [
  'manual',
  'channel',
  'unmapped_sku',
  'unmapped_status',
  'address',
  'amounts',
  'restructured',
  'payment'
] as const
export type HoldCause = (typeof holdCauses)[number]

/** What can be wrong with an order; each waits in the queue of exceptions until it is settled. */
export const exceptionKinds = [
  'unmapped_sku',
  'unmapped_status',
  'address',
  'amounts',
  'restructured',
  'short_stock',
  'over_shipped',
  'late'
] as const
export type ExceptionKind = (typeof exceptionKinds)[number]

export const exceptionStates = ['open', 'resolved'] as const

export const confirmStates = ['pending', 'confirmed', 'failed', 'not_needed'] as const

export interface OrderRow {
  id: string
  channelId: string
  externalId: string
  number: string
  /** What follows from the channel's word, from what was done here, and from the stock it holds. */
  state: OrderState
  /** What the newest version from the channel says; null for an order placed here. */
  channelState: OrderState | null
  /** How far it has come by what was done here. */
  ownState: OrderState | null
  rawStatus: string
  paymentState: PaymentState
  refundState: RefundState
  currency: string
  subtotalMinor: number
  discountMinor: number
  shippingMinor: number
  taxMinor: number
  totalMinor: number
  /** The larger of what the channel says and what was recorded here. */
  paidMinor: number
  recordedMinor: number
  refundedMinor: number
  /** The channel's id of the buyer; null: a guest. */
  customerRef: string | null
  /** JSON, personal. */
  buyer: string | null
  /** JSON, personal. */
  address: string | null
  country: string | null
  placedAt: string
  /** The channel's own: orders which news is newer. */
  modifiedAt: string
  shipBy: string | null
  onHold: number
  /** Causes, joined with commas, in the order of `holdCauses`. */
  holds: string
  holdNote: string | null
  note: string | null
  buyerNote: string | null
  contentHash: string
  splitFrom: string | null
  mergedInto: string | null
  /** 1: split or merged, so that its lines are no longer those its channel knows. */
  isRestructured: number
  /** 1: the buyer was erased, and stays so whatever the channel says. */
  isErased: number
  version: number
  createdAt: string
  updatedAt: string
}

export interface OrderLineRow {
  id: string
  orderId: string
  externalId: string
  /** The order it came from, when that was merged into this one. */
  sourceOrderId: string | null
  sku: string
  /** Null as long as the catalog does not know the SKU. */
  variantId: string | null
  title: string
  /** 0: the channel took the line off. */
  quantity: number
  unitPriceMinor: number | null
  totalMinor: number
  discountMinor: number
  taxMinor: number
  /** Units that inventory holds for it. */
  allocatedQuantity: number
  /** Units that have left. */
  fulfilledQuantity: number
  /** Units canceled here. */
  canceledQuantity: number
  /** Units that went to an order split from this one; `quantity` is without them. */
  movedQuantity: number
}

/** What a channel last said of an order whose lines were regrouped here. */
export interface OrderWordRow {
  orderId: string
  state: OrderState | null
  /** Null: not known. */
  paidMinor: number | null
  isHeld: number
  /** JSON: pairs of a kind of exception and its message. */
  causes: string
}

export interface OrderExceptionRow {
  id: string
  orderId: string
  /** Empty when it concerns the whole order. */
  orderLineId: string
  kind: ExceptionKind
  state: (typeof exceptionStates)[number]
  sku: string | null
  variantId: string | null
  /** Units that are short. */
  quantity: number | null
  message: string
  resolution: string | null
  resolvedBy: string | null
  openedAt: string
  resolvedAt: string | null
}

export interface OrderEventRow {
  id: string
  orderId: string
  at: string
  actor: string
  kind: string
  /** JSON. */
  detail: string | null
}

export interface PaymentRow {
  id: string
  orderId: string
  amountMinor: number
  currency: string
  method: string
  reference: string | null
  paidAt: string
  createdAt: string
}

export interface ShipmentRow {
  id: string
  /** The order as its channel knows it. */
  orderId: string
  /** The order it was packed for: another one when that was merged into it. */
  packedOrderId: string
  channelId: string
  carrier: string
  trackingNumber: string
  shippedAt: string
  confirmState: (typeof confirmStates)[number]
  confirmedAt: string | null
  failedReason: string | null
  createdAt: string
}

export interface ShipmentLineRow {
  shipmentId: string
  orderLineId: string
  /** The channel's id of the line. */
  externalId: string
  sku: string
  quantity: number
  /** Empty for what is not kept in stock. */
  locationId: string
}

export const creditNoteReasons = ['return', 'badDebt', 'compensation'] as const
export type CreditNoteReason = (typeof creditNoteReasons)[number]

/** Amounts are negative: its lines, shipping and what is for neither sum to the total. */
export interface CreditNoteRow {
  id: string
  channelId: string
  externalId: string
  reason: CreditNoteReason
  orderId: string | null
  orderExternalId: string | null
  currency: string
  totalMinor: number
  customerRef: string | null
  issuedAt: string
  createdAt: string
  shippingMinor: number
  /** Compensation, and above zero what was deducted. */
  otherMinor: number
}

export interface CreditNoteLineRow {
  creditNoteId: string
  position: number
  /** Of the order as it was placed; null: the channel names none. */
  orderLineId: string | null
  sku: string
  title: string
  quantity: number
  totalMinor: number
}

declare module 'shopkeeper' {
  interface Tables {
    orders: OrderRow
    orderLines: OrderLineRow
    orderExceptions: OrderExceptionRow
    orderEvents: OrderEventRow
    orderFlags: { orderId: string; flag: string }
    payments: PaymentRow
    shipments: ShipmentRow
    shipmentLines: ShipmentLineRow
    creditNotes: CreditNoteRow
    /** What is still to be paid for an order that was changed. */
    orderDues: { orderId: string; dueMinor: number }
    orderWords: OrderWordRow
    creditNoteLines: CreditNoteLineRow
  }
}
