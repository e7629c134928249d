/** Who bought: somebody for the first time, again, or somebody the channel does not name. */
export const customerTypes = ['new', 'returning', 'guest'] as const
export type CustomerType = (typeof customerTypes)[number]

/** What is added up of orders. Money is in minor units. */
export interface OrderSums {
  orders: number
  canceledOrders: number
  units: number
  lines: number
  grossMinor: number
  lineDiscountMinor: number
  discountMinor: number
  shippingMinor: number
  taxMinor: number
  netMinor: number
  totalMinor: number
  costMinor: number
  uncostedUnits: number
  uncostedMinor: number
}

/** What is added up of the lines of a SKU. */
export interface SkuSums {
  lines: number
  units: number
  ordersWith: number
  grossMinor: number
  lineDiscountMinor: number
  discountMinor: number
  taxMinor: number
  netMinor: number
  costMinor: number
  uncostedUnits: number
  uncostedMinor: number
  refundUnits: number
  refundMinor: number
}

/** What is added up of a buyer. */
export interface BuyerSums {
  orders: number
  units: number
  grossMinor: number
  netMinor: number
  refundMinor: number
}

export interface RefundSums {
  refunds: number
  refundUnits: number
  refundMinor: number
}

/** What one order, as it was placed, contributes. */
export interface ReportOrderFactRow extends OrderSums {
  orderId: string
  placedAt: string
  /** The business day it was placed on. */
  dayOn: string
  channelId: string
  country: string | null
  /** `channelId/customerRef`: the buyer as one channel knows him; null: a guest. */
  buyerKey: string | null
  customerType: CustomerType
  currency: string
  /** JSON: see `SkuShare`. */
  skus: string
}

/** What one credit note contributes. */
export interface ReportRefundFactRow {
  creditNoteId: string
  orderId: string | null
  issuedAt: string
  dayOn: string
  channelId: string
  country: string | null
  buyerKey: string | null
  customerType: CustomerType
  currency: string
  /** 1, or 0 for what is no refund. */
  refunds: number
  units: number
  /** What was given back: positive. */
  refundMinor: number
  /** JSON: `[sku, units, minor][]`. */
  skus: string
}

export interface Slice {
  channelId: string
  customerType: CustomerType
  currency: string
}

type OrderRollup = Slice & OrderSums & RefundSums & { country: string }
type SkuRollup = Slice & SkuSums & { sku: string }
type BuyerRollup = Slice & BuyerSums & { country: string; buyer: string }

/** How far a walk over all orders has come. */
export interface ReportWalkRow {
  name: 'backfill' | 'rebuild'
  /** What it does now; see `walk.ts`. */
  step: string
  /** The last key it has done in this step. */
  afterKey: string
  /** 1: unknown costs are taken from the catalog of today. */
  fillCosts: number
  /** Facts and sums that it has corrected. */
  changed: number
  /** The business days that it reckons with. */
  zone: string
  startsAtHour: number
  startedAt: string
  finishedAt: string | null
}

declare module 'shopkeeper' {
  interface Tables {
    reportOrderFacts: ReportOrderFactRow
    reportRefundFacts: ReportRefundFactRow
    reportOrderDays: OrderRollup & { dayOn: string }
    reportOrderMonths: OrderRollup & { monthOn: string }
    reportSkuDays: SkuRollup & { dayOn: string }
    reportSkuMonths: SkuRollup & { monthOn: string }
    reportSkuWeekTotals: SkuSums & { weekOn: string; sku: string; currency: string }
    reportSkuMonthTotals: SkuSums & { monthOn: string; sku: string; currency: string }
    reportBuyerDays: BuyerRollup & { dayOn: string }
    reportBuyerMonths: BuyerRollup & { monthOn: string }
    reportDayRevisions: { dayOn: string; revision: number; changedAt: string }
    reportWalks: ReportWalkRow
  }
}
