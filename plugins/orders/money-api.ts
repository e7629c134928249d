import type { OrderState } from './api.ts'
import type { PaymentRow } from './tables.ts'

/**
 * An order with all that money may be given back for. What was split from an order or merged into it is reckoned with it:
 * such orders are one here, called by the id of the order that the others hang on.
 */
export interface OrderMoney {
  orderId: string
  /** All that are one with it, itself first. */
  orderIds: string[]
  channelId: string
  /** The channel's id, and what people call it. */
  externalId: string
  number: string
  state: OrderState
  currency: string
  /** The channel's id of the buyer. */
  customerRef: string | null
  /** JSON, personal. */
  buyer: string | null
  country: string | null
  placedAt: string
  /** What was to be paid: the lines' `netMinor` and shipping sum to it. */
  totalMinor: number
  shippingMinor: number
  /** Whether tax is on top of its prices. */
  isTaxAdded: boolean
  /** Captured, over all payments. */
  paidMinor: number
  /** By credit notes, of whomever. */
  refundedMinor: number
  /** Of it, for shipping. */
  refundedShippingMinor: number
  /** Oldest first. They may sum to less than what is captured: a channel tells of none. */
  payments: PaymentRow[]
  lines: MoneyLine[]
}

/** A line as it was placed, with the units of it that were split off. */
export interface MoneyLine {
  lineId: string
  /** Its ids in all orders that have units of it. */
  partIds: string[]
  /** The channel's. */
  externalId: string
  /** Where it was placed, if that was merged into another order. */
  sourceOrderId: string | null
  sku: string
  variantId: string | null
  title: string
  unitPriceMinor: number | null
  quantity: number
  canceledQuantity: number
  fulfilledQuantity: number
  /** What all units cost: after every discount, with tax. */
  netMinor: number
  /** Of it. */
  taxMinor: number
  /** By credit notes that name the line. */
  refundedUnits: number
  refundedMinor: number
}

/** Money that was given back. Amounts are positive here; the credit note has them negative. */
export interface RefundNote {
  /** Of the channel, unique: a second one is the first. */
  externalId: string
  orderId: string
  /** `return`: units were given up. `compensation`: only money moves. */
  reason: 'return' | 'compensation'
  currency: string
  lines: readonly {
    orderLineId: string
    sku: string
    title: string
    quantity: number
    amountMinor: number
  }[]
  shippingMinor: number
  /** For neither; below zero: deducted. */
  otherMinor: number
}

/** A line of an order as it shall be. */
export interface ChangedLine {
  /** Null: it is new. */
  lineId: string | null
  sku: string
  quantity: number
  unitPriceMinor: number
  /** Off all units. */
  discountMinor: number
  taxMinor: number
}

/** An order as it shall be; lines that are not named stay as they are. */
export interface OrderAmendment {
  lines: readonly ChangedLine[]
  shippingMinor: number
  /** Whether tax is on top of prices. */
  isTaxAdded: boolean
  /** Instead of the one it has. Personal. */
  address?: object
  /** What is to be paid in addition; the order is on hold until it is. */
  dueMinor: number
  /** For its timeline. */
  detail: Record<string, unknown>
}

/** Goods that are sent anew, for nothing or for the rest of their price. */
export interface Replacement {
  /** Unique: a second one is refused. */
  externalId: string
  orderId: string
  lines: readonly { sku: string; quantity: number; unitPriceMinor: number }[]
  note: string
}
