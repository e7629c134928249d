import { Type } from 'typebox'
import { Nullable, OneOf } from '#core/http/schemas'
import { dimensions } from '../cubes/cube.ts'
import { metricUnits } from '../metrics/metric.ts'
import { namedComparisons, namedPeriods, sortables } from './types.ts'

const closed = { additionalProperties: false }

export const DayText = Type.String({
  pattern: '^\\d{4}-\\d{2}-\\d{2}$',
  description: "A business day in the shop's zone, YYYY-MM-DD"
})

const SpanShape = Type.Object({ from: DayText, to: DayText }, closed)
const SpanAnswer = Type.Object({ from: DayText, to: DayText, days: Type.Integer() }, closed)

/** Either a name or two days, told apart by their type. */
export const PeriodShape = Type.Union([OneOf(namedPeriods), SpanShape], {
  description:
    'Days, both included, or a name: `…ToDate` ends with today, `last…` is whole and over'
})
export const ComparisonShape = Type.Union([OneOf(namedComparisons), SpanShape], {
  description:
    'What it is held against; days of your own for holidays that move with the moon. Of whole months, the whole months before'
})

const DimensionName = OneOf(dimensions)

export const FilterShape = Type.Object(
  {
    dimension: DimensionName,
    in: Type.Array(Type.String({ maxLength: 200 }), { minItems: 1, maxItems: 1000 })
  },
  closed
)

const SortShape = Type.Object(
  {
    by: Type.String({ maxLength: 100, description: 'A metric or a dimension that is asked for' }),
    of: Type.Optional(
      OneOf(sortables, { description: '`changeSize`: what has moved most, up or down' })
    ),
    direction: OneOf(['asc', 'desc'], { default: 'desc' })
  },
  closed
)

/** A question to the figures. */
export const ReportQueryShape = Type.Object(
  {
    metrics: Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
      minItems: 1,
      maxItems: 30,
      description: 'Names of GET /v1/metrics'
    }),
    dimensions: Type.Optional(
      Type.Array(DimensionName, { maxItems: 5, description: 'One span of time at most' })
    ),
    filters: Type.Optional(Type.Array(FilterShape, { maxItems: 20 })),
    period: PeriodShape,
    comparison: Type.Optional(ComparisonShape),
    currency: Type.Optional(
      Type.String({
        maxLength: 10,
        description:
          "ISO 4217. Default: the shop's if a metric is money; else figures are of all currencies"
      })
    ),
    sort: Type.Optional(Type.Array(SortShape, { maxItems: 5 })),
    limit: Type.Integer({ minimum: 1, maximum: 10_000, default: 1000 })
  },
  closed
)

const Num = Nullable(Type.Number())
const FigureShape = Type.Object(
  {
    value: Nullable(
      Type.Number({ description: 'Money in minor units; ratios as numbers, 0.05 is 5 %' })
    ),
    previous: Num,
    change: Num,
    ratio: Nullable(Type.Number({ description: 'change / |previous|; null if that is 0' }))
  },
  closed
)
const Figures = Type.Record(Type.String(), FigureShape)
const Texts = Type.Record(Type.String(), Type.String())

export const TitleShape = Type.Object({ en: Type.String(), zh: Type.String() }, closed)

/** What a question is answered with. */
export const ReportAnswerShape = Type.Object(
  {
    period: SpanAnswer,
    comparison: Nullable(SpanAnswer),
    currency: Nullable(Type.String()),
    metrics: Type.Array(
      Type.Object(
        {
          name: Type.String(),
          title: TitleShape,
          unit: OneOf(metricUnits),
          version: Type.Integer(),
          isMoreBetter: Nullable(Type.Boolean())
        },
        closed
      )
    ),
    dimensions: Type.Array(DimensionName),
    rows: Type.Array(Type.Object({ keys: Texts, labels: Texts, values: Figures }, closed)),
    rowsTotal: Type.Integer({ description: 'Rows there are; the limit may have cut them' }),
    totals: Figures
  },
  closed
)
