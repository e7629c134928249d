/**
 * What a cost is for. `fee`: commissions of the platform; `payment`: of the payment provider; `shipping`: carriers;
 * `packaging`; `promotion`: what promotions cost beside the price, such as gifts or a share in a platform's campaign.
 */
export const costKinds = ['fee', 'payment', 'shipping', 'packaging', 'promotion'] as const
export type CostKind = (typeof costKinds)[number]

export const costSources = ['entered', 'statement'] as const

/** A cost as it was told, once a key. */
export interface ReportCostEntryRow {
  key: string
  source: (typeof costSources)[number]
  kind: CostKind
  channelId: string
  /** The day of its order, where it has one. */
  dayOn: string
  orderId: string | null
  currency: string
  /** Positive: it was spent. */
  amountMinor: number
  note: string | null
  recordedBy: string
  recordedAt: string
}

/** Costs by kind, as columns. */
export interface CostSums {
  feeMinor: number
  paymentFeeMinor: number
  shippingCostMinor: number
  packagingMinor: number
  promotionSpendMinor: number
}

/** `sku` is empty for what belongs to no order. */
export interface ReportCostDayRow extends CostSums {
  dayOn: string
  channelId: string
  sku: string
  currency: string
}

declare module 'shopkeeper' {
  interface Tables {
    reportCostEntries: ReportCostEntryRow
    reportCostStaleDays: { dayOn: string }
    reportChannelCostDays: Omit<ReportCostDayRow, 'sku'>
    reportCostDays: ReportCostDayRow
    reportCostMonths: Omit<ReportCostDayRow, 'dayOn'> & { monthOn: string }
  }
  interface Jobs {
    'reporting.keep-costs': Record<never, never>
  }
}
