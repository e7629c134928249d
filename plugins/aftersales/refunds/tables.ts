/** `return`: units are given up. `change`: an order became cheaper. The others give money alone. */
export const refundKinds = ['return', 'compensation', 'price_difference', 'change'] as const
export type RefundKind = (typeof refundKinds)[number]

/** `partial`: some of its parts could not be given back, and are not on their way any more. */
export const refundStates = ['pending', 'done', 'partial', 'failed'] as const
export type RefundState = (typeof refundStates)[number]

/** `keepAllocation`: discounts stay with the units. `reEvaluate`: what is kept costs what it would have cost alone. */
export const allocationRules = ['keepAllocation', 'reEvaluate'] as const
export type AllocationRule = (typeof allocationRules)[number]

/** Who gives money back: the channel, the shop's payment bridge, a person, or points into the account they came from. */
export const refundWays = ['channel', 'bridge', 'manual', 'points'] as const
export type RefundWay = (typeof refundWays)[number]

/** `sent`: whoever gives it back was asked, and has not answered for good. */
export const partStates = ['pending', 'sent', 'done', 'failed'] as const
export type PartState = (typeof partStates)[number]

/** Money for an order: amount = goods + shipping + extra − deducted. Amounts are positive. */
export interface RefundRow {
  id: string
  /** What the money of the order hangs on: see `OrderMoney`. */
  orderId: string
  caseId: string | null
  kind: RefundKind
  state: RefundState
  allocation: AllocationRule
  currency: string
  goodsMinor: number
  shippingMinor: number
  /** For neither goods nor shipping. */
  extraMinor: number
  /** Withheld: deductions, and gifts that are charged. */
  deductedMinor: number
  amountMinor: number
  /** Of it, what is given back. */
  doneMinor: number
  /** Code of the taxonomy. */
  reason: string | null
  /** For us alone. */
  note: string | null
  /** JSON: why what was deducted, and what becomes of gifts. */
  details: string
  /** What has caused it, where that causes one alone. */
  sourceId: string | null
  requestedBy: string
  version: number
  createdAt: string
  updatedAt: string
  settledAt: string | null
}

export interface RefundLineRow {
  refundId: string
  position: number
  /** As it was placed. */
  orderLineId: string
  sku: string
  title: string
  quantity: number
  amountMinor: number
}

/** What of a refund goes back by one payment. Its id is the idempotency key of whoever gives it back. */
export interface RefundPartRow {
  id: string
  refundId: string
  orderId: string
  position: number
  /** Null: captured without a payment that we know, as a channel does. */
  paymentId: string | null
  method: string
  way: RefundWay
  /** Why it is not given back by itself. */
  why: string | null
  amountMinor: number
  state: PartState
  /** What whoever gave it back calls it. */
  reference: string | null
  /** Why it failed, or what the last answer was. */
  reason: string | null
  attempts: number
  sentAt: string | null
  settledAt: string | null
  updatedAt: string
}

declare module 'shopkeeper' {
  interface Tables {
    refunds: RefundRow
    refundLines: RefundLineRow
    refundParts: RefundPartRow
  }
}
