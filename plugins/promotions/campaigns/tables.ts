import type { CampaignInputShape, CampaignState } from './definition.ts'
import type { CampaignSums } from './orders/sums.ts'

export interface CampaignRow {
  id: string
  handle: string
  title: string
  goal: CampaignInputShape['goal']
  state: CampaignState
  currency: string
  /** JSON. */
  targets: string
  budgetMinor: number | null
  /** Null: it has no teaser. */
  teaserAt: string | null
  liveAt: string
  /** Exclusive. */
  closesAt: string
  /** JSON: what is shown while it is announced. */
  content: string | null
  /** JSON: `GuardRails`. */
  guardRails: string | null
  /** Guard rails it is beyond now, joined with commas. */
  breaches: string
  /** Why it is to be stopped, as soon as the job comes by; once set it stays. */
  stopping: string | null
  /** When it went live. */
  launchedAt: string | null
  /** When it was closed or stopped. */
  endedAt: string | null
  endReason: string | null
  /** Counts up with every change and step; the ETag. */
  version: number
  createdAt: string
  updatedAt: string
}

/** A promotion of a campaign. */
export interface CampaignPromotionRow {
  campaignId: string
  promotionId: string
  /** 1 until the campaign is over: of those a promotion has one at most. */
  isOpen: number
}

/** What an order that uses a promotion of a campaign counts for there now. */
export interface CampaignOrderRow extends CampaignSums {
  campaignId: string
  /** As it was placed. */
  orderId: string
  /** The business day it was placed on. */
  dayOn: string
  shard: number
  /** 1: nobody with an order before it. */
  isNewCustomer: number
  /** JSON: `CountedLine[]`, as they were placed. */
  lines: string
}

/** What the orders of a day add up to, in shards: orders of a campaign without guard rails do not wait for each other. */
export interface CampaignDayRow extends CampaignSums {
  campaignId: string
  dayOn: string
  shard: number
}

/** What was spent on a campaign elsewhere. */
export interface CampaignSpendRow {
  id: string
  campaignId: string
  /** The caller's; once a campaign. */
  key: string
  /** Where: an ad platform, a partner, a printer. */
  channel: string
  /** Negative: a correction. */
  amountMinor: number
  dayOn: string
  note: string | null
  recordedBy: string
  recordedAt: string
}

/** A review as it was made; never changed. */
export interface CampaignReviewRow {
  campaignId: string
  revision: number
  /** JSON: `ReviewResult`. */
  result: string
  /** JSON: texts. */
  lessons: string
  reviewedBy: string
  reviewedAt: string
}

declare module 'shopkeeper' {
  interface Tables {
    campaigns: CampaignRow
    campaignPromotions: CampaignPromotionRow
    campaignOrders: CampaignOrderRow
    campaignDays: CampaignDayRow
    campaignSpends: CampaignSpendRow
    campaignReviews: CampaignReviewRow
  }
}
