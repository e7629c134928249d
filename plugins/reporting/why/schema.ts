import { type Static, Type } from 'typebox'
import { InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { ComparisonShape, DayText, PeriodShape } from '../query/schema.ts'
import { factorNames, splitMethods } from './explain/split.ts'
import { actionKinds, watchedMetrics } from './tables.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Num = Nullable(Type.Number())
const Minor = Type.Integer({ description: 'In the minor unit' })

export const WhyBody = Type.Object(
  {
    period: PeriodShape,
    comparison: Type.Optional(
      Type.Unsafe<Static<typeof ComparisonShape>>({
        ...ComparisonShape,
        description: 'What it is held against. Default: previousPeriod'
      })
    ),
    currency: Type.Optional(Type.String({ maxLength: 10, description: "Default: the shop's" })),
    channel: Type.Optional(Text(128)),
    top: Type.Integer({
      ...{ minimum: 1, maximum: 100, default: 10 },
      description: 'Channels and SKUs that are named; the others are one row'
    })
  },
  closed
)

const SpanShape = Type.Object({ from: DayText, to: DayText })
const ContributionShape = Type.Object({
  key: Nullable(Type.String({ description: 'Null: all the others together' })),
  label: Nullable(Type.String()),
  value: Minor,
  previous: Minor,
  change: Minor
})
const PartShape = Type.Object({ name: OneOf([...factorNames, 'refunds']), change: Minor })

export const ActionShape = Type.Object({
  at: InstantText,
  kind: OneOf(actionKinds),
  what: Type.String(),
  subjectId: Type.String(),
  title: Nullable(Type.String()),
  actor: Nullable(Type.String()),
  detail: Nullable(Type.String())
})

export const WhyShape = Type.Object({
  period: SpanShape,
  comparison: SpanShape,
  currency: Type.String(),
  value: Minor,
  previous: Minor,
  change: Minor,
  method: OneOf(splitMethods, {
    description:
      'lmdi: parts by logarithmic mean Divisia index; sequential: of some channel a factor was zero, so its factors were changed one after the other'
  }),
  parts: Type.Array(PartShape, { description: 'Of net sales; they sum to the change' }),
  factors: Type.Array(
    Type.Object({
      name: OneOf(['visitors', 'orders', 'conversion', 'orderValue']),
      value: Num,
      previous: Num
    })
  ),
  channels: Type.Array(ContributionShape, { description: 'They sum to the change' }),
  skus: Type.Array(ContributionShape, { description: 'They sum to the change' }),
  actions: Type.Array(ActionShape, { description: 'What the shop did in the period' })
})

export const AnomaliesQuery = Type.Object(
  {
    ...PageQuery.properties,
    from: Type.Optional(DayText),
    to: Type.Optional(DayText),
    channelId: Type.Optional(Text(128)),
    metric: Type.Optional(OneOf(watchedMetrics))
  },
  closed
)

export const AnomalyShape = Type.Object({
  id: Type.String(),
  dayOn: DayText,
  channelId: Nullable(Type.String({ description: 'Null: of all channels together' })),
  metric: OneOf(watchedMetrics),
  currency: Type.String(),
  direction: OneOf(['high', 'low']),
  value: Type.Number(),
  expected: Type.Number({ description: 'Median of the same weekday' }),
  lower: Type.Number(),
  upper: Type.Number(),
  cause: Type.Object({
    againstOn: Type.String({ description: 'The usual day that it is held against' }),
    driver: Nullable(PartShape),
    parts: Type.Array(PartShape),
    channel: Nullable(ContributionShape),
    sku: Nullable(ContributionShape),
    actions: Type.Array(ActionShape)
  }),
  detectedAt: InstantText
})

export const AnnotationInput = Type.Object(
  {
    fromOn: DayText,
    toOn: Type.Optional(DayText),
    channelId: Type.Optional(Nullable(Text(128))),
    text: Text(500)
  },
  closed
)
export type AnnotationInputShape = Static<typeof AnnotationInput>

export const AnnotationChange = Type.Object(
  {
    fromOn: Type.Optional(DayText),
    toOn: Type.Optional(DayText),
    channelId: Type.Optional(Nullable(Text(128))),
    text: Type.Optional(Text(500))
  },
  { ...closed, minProperties: 1 }
)
export type AnnotationChangeShape = Static<typeof AnnotationChange>

export const AnnotationShape = Type.Object({
  id: Type.String(),
  fromOn: DayText,
  toOn: DayText,
  channelId: Nullable(Type.String({ description: 'Null: all channels' })),
  text: Type.String(),
  createdBy: Type.String(),
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})

export const AnnotationsQuery = Type.Object(
  {
    ...PageQuery.properties,
    from: Type.Optional(DayText),
    to: Type.Optional(DayText),
    channelId: Type.Optional(Text(128))
  },
  closed
)

/** Figures that may be added up, so that they can be carried on. */
export const forecastMetrics = [
  'netSales',
  'grossSales',
  'orders',
  'units',
  'refunds',
  'visitors',
  'pageViews',
  'adCost'
] as const

export const ForecastQuery = Type.Object(
  {
    metric: OneOf(forecastMetrics),
    channelId: Type.Optional(Text(128)),
    sku: Type.Optional(Text(128)),
    currency: Type.Optional(Type.String({ maxLength: 10 })),
    days: Type.Integer({ minimum: 1, maximum: 90, default: 14 }),
    historyDays: Type.Integer({ minimum: 21, maximum: 730, default: 84 })
  },
  closed
)

export const ForecastShape = Type.Object({
  metric: OneOf(forecastMetrics),
  from: DayText,
  to: DayText,
  currency: Nullable(Type.String()),
  slopePerDay: Num,
  outlook: Nullable(
    OneOf(['rising', 'falling', 'steady'], { description: 'Null: less than three weeks are known' })
  ),
  weekdays: Type.Array(Type.Number(), {
    description: 'Monday to Sunday: share of a mean day, 1 is usual'
  }),
  days: Type.Array(
    Type.Object({
      dayOn: DayText,
      value: Type.Integer(),
      lower: Type.Integer(),
      upper: Type.Integer({ description: 'Four of five days are expected between the limits' })
    })
  )
})
