/** What a promotion took off the orders of a day, by the day they were placed. */
export interface ReportPromotionDayRow {
  dayOn: string
  channelId: string
  promotionId: string
  /** Empty: of no campaign. */
  campaignId: string
  currency: string
  /** Less what canceled units gave back. */
  promotionMinor: number
  promotionUses: number
}

/** How far figures have come that follow the days of sales. */
export interface ReportMarkRow {
  name: string
  /** Changes of days up to here are in. */
  seenAt: string
  /** Names what they were reckoned with. */
  token: string
}

declare module 'shopkeeper' {
  interface Tables {
    reportPromotionDays: ReportPromotionDayRow
    reportMarks: ReportMarkRow
  }
  interface Jobs {
    'reporting.keep-promotion-costs': Record<never, never>
  }
}
