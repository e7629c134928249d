import { type Static, Type } from 'typebox'
import { InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { appealReasons, appealStates, replyStates, reviewGrades } from './tables.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Count = Type.Integer({ minimum: 0 })
const Day = Type.String({ format: 'date', description: "In the shop's zone" })
const Rating = Nullable(Type.Integer({ description: '1 to 5; null: none given' }))
const Tag = Type.String({ minLength: 1, maxLength: 60, pattern: '^\\S(.*\\S)?$' })

export const ReviewsQuery = Type.Object(
  {
    ...PageQuery.properties,
    channelId: Type.Optional(Text(128)),
    sku: Type.Optional(Text(200)),
    grade: Type.Optional(OneOf(reviewGrades)),
    replyState: Type.Optional(OneOf(replyStates)),
    topicId: Type.Optional(Text(128)),
    tag: Type.Optional(Tag),
    from: Type.Optional(InstantText),
    to: Type.Optional(
      Type.String({ format: 'date-time', 'x-instant': true, description: 'Exclusive' })
    )
  },
  closed
)
export type ReviewsQueryShape = Static<typeof ReviewsQuery>

export const ReviewShape = Type.Object({
  id: Type.String(),
  channelId: Type.String(),
  externalId: Type.String(),
  orderId: Nullable(Type.String()),
  orderExternalId: Nullable(Type.String()),
  externalListingId: Nullable(Type.String()),
  sku: Nullable(Type.String()),
  rating: Rating,
  grade: Nullable(OneOf(reviewGrades)),
  describedRating: Rating,
  serviceRating: Rating,
  logisticsRating: Rating,
  text: Type.String(),
  writtenAt: InstantText,
  writtenOn: Day,
  modifiedAt: InstantText,
  topics: Type.Array(Type.String()),
  tags: Type.Array(Type.String()),
  replyState: OneOf(replyStates),
  reply: Nullable(Type.String()),
  repliedAt: Nullable(InstantText),
  replyReason: Nullable(Type.String({ description: 'Why the platform has refused the answer' })),
  isExcluded: Type.Boolean({ description: 'An appeal was upheld: it counts no more' }),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const ReplyBody = Type.Object(
  {
    text: Text(5000),
    byHand: Type.Boolean({
      ...{ default: false },
      description: 'A person has answered at the platform: it is only recorded'
    })
  },
  closed
)
export const TagsBody = Type.Object(
  { tags: Type.Array(Tag, { maxItems: 50, uniqueItems: true }) },
  closed
)

const Evidence = Type.Array(
  Type.Object(
    {
      title: Text(200),
      url: Type.Optional(Nullable(Type.String({ format: 'uri', maxLength: 2000 })))
    },
    closed
  ),
  { maxItems: 30, default: [] }
)
export const AppealInput = Type.Object(
  {
    reason: OneOf(appealReasons),
    note: Type.Optional(Nullable(Text(5000))),
    evidence: Evidence,
    reference: Type.Optional(
      Nullable(
        Type.String({ minLength: 1, maxLength: 200, description: 'What the platform calls it' })
      )
    )
  },
  closed
)
export type AppealInputShape = Static<typeof AppealInput>

export const DecideBody = Type.Object(
  {
    state: OneOf(['upheld', 'rejected', 'withdrawn'], {
      description: 'Upheld, the review counts no more'
    }),
    decision: Type.Optional(Nullable(Text(5000)))
  },
  closed
)

export const AppealShape = Type.Object({
  id: Type.String(),
  reviewId: Type.String(),
  state: OneOf(appealStates),
  reason: OneOf(appealReasons),
  note: Nullable(Type.String()),
  evidence: Evidence,
  reference: Nullable(Type.String()),
  filedBy: Type.String(),
  filedAt: InstantText,
  decidedAt: Nullable(InstantText),
  decision: Nullable(Type.String()),
  version: Type.Integer(),
  updatedAt: InstantText
})

const topicFields = {
  titleEn: Text(100),
  titleZh: Text(100),
  keywords: Type.Array(Text(100), {
    ...{ minItems: 1, maxItems: 200 },
    description: 'Any of them makes a review be about the topic. Latin ones are whole words'
  }),
  isEnabled: Type.Boolean({ default: true })
}
export const TopicInput = Type.Object(
  { code: Type.String({ pattern: '^[a-z][a-z0-9_]{0,49}$' }), ...topicFields },
  closed
)
export type TopicInputShape = Static<typeof TopicInput>
export const TopicChange = Type.Object(
  {
    titleEn: Type.Optional(topicFields.titleEn),
    titleZh: Type.Optional(topicFields.titleZh),
    keywords: Type.Optional(topicFields.keywords),
    isEnabled: Type.Optional(Type.Boolean())
  },
  { ...closed, minProperties: 1, description: 'What it names is replaced' }
)
export type TopicChangeShape = Static<typeof TopicChange>
export const TopicShape = Type.Object({
  id: Type.String(),
  code: Type.String(),
  titleEn: Type.String(),
  titleZh: Type.String(),
  keywords: Type.Array(Type.String()),
  isEnabled: Type.Boolean(),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const TopicCountsQuery = Type.Object(
  {
    ...PageQuery.properties,
    from: Day,
    to: Type.String({ format: 'date', description: 'Exclusive' }),
    channelId: Type.Optional(Text(128)),
    sku: Type.Optional(Text(200)),
    bySku: Type.Boolean({ default: false }),
    byMonth: Type.Boolean({ default: false })
  },
  closed
)
export const TopicCountShape = Type.Object({
  topicId: Type.String(),
  code: Type.String(),
  sku: Nullable(Type.String({ description: 'Null: not told apart, or unknown' })),
  month: Nullable(Type.String({ description: 'YYYY-MM; null: not told apart' })),
  reviews: Count,
  good: Count,
  neutral: Count,
  bad: Count
})

const Bps = (description: string) => Nullable(Type.Integer({ description }))
const Hundredths = (description: string) => Nullable(Type.Integer({ description }))
const reputationFields = {
  channelId: Type.String(),
  windowDays: Count,
  good: Count,
  neutral: Count,
  bad: Count,
  goodRateBps: Bps('good / (good + neutral + bad); null: no rating'),
  goodOfDecidedBps: Bps('good / (good + bad); null: neither'),
  meanHundredths: Hundredths('Mean of the window, in hundredths'),
  scored: Type.Integer({
    minimum: 0,
    description: 'Ratings of six months, of each buyer the first three of a month'
  }),
  scoreHundredths: Hundredths('Their mean, in hundredths'),
  describedHundredths: Hundredths('Of whether it is as described; null: not asked for'),
  serviceHundredths: Hundredths('Of the service; null: not asked for'),
  logisticsHundredths: Hundredths('Of the delivery; null: not asked for')
}
export const ReputationQuery = Type.Object(
  {
    channelId: Type.Optional(Text(128)),
    targetHundredths: Type.Integer({
      ...{ minimum: 100, maximum: 500, default: 480 },
      description: 'The mean to be reached'
    })
  },
  closed
)
export const ReputationShape = Type.Object({
  data: Type.Array(
    Type.Object({
      ...reputationFields,
      targetHundredths: Count,
      fivesNeeded: Nullable(
        Type.Integer({ description: 'Ratings of five until the target is reached; null: never' })
      )
    })
  )
})
export const SnapshotsQuery = Type.Object(
  {
    ...PageQuery.properties,
    channelId: Text(128),
    from: Type.Optional(Day),
    to: Type.Optional(Day)
  },
  closed
)
export const SnapshotShape = Type.Object({
  ...reputationFields,
  onDay: Day,
  createdAt: InstantText
})
