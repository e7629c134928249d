import type { Instant } from '#core/time'

/** What a rating comes to: 4 and 5 are good, 3 is neutral, 1 and 2 are bad. */
export const reviewGrades = ['good', 'neutral', 'bad'] as const
export type ReviewGrade = (typeof reviewGrades)[number]

/** `pending`: the platform is being told. `by_hand`: a person has written it there. */
export const replyStates = ['none', 'pending', 'sent', 'by_hand', 'refused'] as const
export type ReplyState = (typeof replyStates)[number]

/** What a buyer says about what was bought, as its channel tells it, and what became of it here. */
export interface ReviewRow {
  id: string
  channelId: string
  /** The channel's id of it; unique by channel. */
  externalId: string
  orderExternalId: string | null
  /** As it was placed; null: we do not know it. */
  orderId: string | null
  externalListingId: string | null
  /** Null: nothing says what was bought. */
  sku: string | null
  /** 1 to 5; null: none given. */
  rating: number | null
  grade: ReviewGrade | null
  /** Single ratings, 1 to 5, where the platform asks for them. */
  describedRating: number | null
  serviceRating: number | null
  logisticsRating: number | null
  /** Public on the platform; taken away with its customer. */
  text: string
  /** Tells buyers of a channel apart, without naming them; null: unknown. */
  buyerKey: string | null
  /** When the platform says it was written or changed last. */
  modifiedAt: Instant
  writtenAt: Instant
  /** `YYYY-MM-DD` in the shop's zone. */
  writtenOn: string
  replyState: ReplyState
  reply: string | null
  repliedAt: Instant | null
  /** Counts the replies that were asked for. */
  replies: number
  /** Why the platform has refused the reply. */
  replyReason: string | null
  /** 1: an appeal was upheld, so it counts no more. */
  isExcluded: number
  /** 1: its customer was erased; it stays so whatever the channel says. */
  isErased: number
  version: number
  createdAt: Instant
  updatedAt: Instant
}

export interface ReviewTagRow {
  reviewId: string
  tag: string
}

export const appealReasons = [
  'untrue',
  'malicious',
  'competitor',
  'not_about_product',
  'offensive',
  'personal_data',
  'other'
] as const
export const appealStates = ['open', 'upheld', 'rejected', 'withdrawn'] as const
export type AppealState = (typeof appealStates)[number]

/** Our objection to a review, filed with its platform by hand. */
export interface ReviewAppealRow {
  id: string
  reviewId: string
  state: AppealState
  reason: (typeof appealReasons)[number]
  note: string | null
  /** JSON: `[{ title, url }]`. */
  evidence: string
  /** What the platform calls it. */
  reference: string | null
  filedBy: string
  filedAt: Instant
  decidedAt: Instant | null
  decision: string | null
  version: number
  updatedAt: Instant
}

/** What reviews are about: a rule in words. */
export interface ReviewTopicRow {
  id: string
  code: string
  titleEn: string
  titleZh: string
  /** JSON: texts, any of which makes a review be about it. */
  keywords: string
  isEnabled: number
  version: number
  createdAt: Instant
  updatedAt: Instant
}

export interface ReviewTopicMarkRow {
  reviewId: string
  topicId: string
}

/** How a channel stood at the end of a day. */
export interface ReputationRow {
  channelId: string
  onDay: string
  windowDays: number
  good: number
  neutral: number
  bad: number
  /** good / (good + neutral + bad); null: none. */
  goodRateBps: number | null
  /** good / (good + bad); null: none. */
  goodOfDecidedBps: number | null
  /** Mean of the window's ratings, in hundredths. */
  meanHundredths: number | null
  /** Ratings that count for the six months' mean, and that mean. */
  scored: number
  scoreHundredths: number | null
  describedHundredths: number | null
  serviceHundredths: number | null
  logisticsHundredths: number | null
  createdAt: Instant
}

declare module 'shopkeeper' {
  interface Tables {
    reviews: ReviewRow
    reviewTags: ReviewTagRow
    reviewAppeals: ReviewAppealRow
    reviewTopics: ReviewTopicRow
    reviewTopicMarks: ReviewTopicMarkRow
    reputationSnapshots: ReputationRow
  }
  interface Permissions {
    'reviews:read': true
    'reviews:write': true
    'reviews:topics': true
  }
  interface Events {
    'review.received': {
      reviewId: string
      channelId: string
      sku: string | null
      rating: number | null
    }
  }
  interface AlertKinds {
    'aftersales.score-falling': {
      channelId: string
      meanHundredths: number | null
      meanBeforeHundredths: number | null
      goodRateBps: number | null
      goodRateBeforeBps: number | null
    }
    'aftersales.reply-refused': { channelId: string; reviewId: string; reason: string }
  }
  interface Jobs {
    'aftersales.take-reviews': Record<never, never>
    'aftersales.mark-topic': { topicId: string }
    'aftersales.snapshot-reputation': Record<never, never>
  }
}
