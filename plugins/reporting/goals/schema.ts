import { Type } from 'typebox'
import { Nullable, OneOf, PageQuery } from '#core/http/schemas'
import { dimensions } from '../cubes/cube.ts'
import { DayText, FilterShape } from '../query/schema.ts'
import { goalStates } from './progress.ts'

const closed = { additionalProperties: false }
const Title = Type.String({ minLength: 1, maxLength: 200 })
const Owner = Nullable(
  Type.String({ minLength: 1, maxLength: 128, description: 'Who answers for it' })
)
const Target = Type.Number({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: "In the metric's unit: money in minor units, ratios as numbers (0.05 is 5 %)"
})
const Span = Type.Object({ from: DayText, to: DayText }, closed)
const Num = Nullable(Type.Number())

export const GoalInputShape = Type.Object(
  {
    title: Title,
    metric: Type.String({ minLength: 1, maxLength: 100, description: 'Name of GET /v1/metrics' }),
    period: Span,
    target: Target,
    currency: Type.Optional(Type.String({ maxLength: 10 })),
    filters: Type.Optional(Type.Array(FilterShape, { maxItems: 10 })),
    owner: Type.Optional(Owner)
  },
  closed
)

export const GoalChangeShape = Type.Object(
  { title: Type.Optional(Title), owner: Type.Optional(Owner), target: Type.Optional(Target) },
  { ...closed, minProperties: 1 }
)

export const DivisionShape = Type.Object(
  {
    into: Type.Array(OneOf(dimensions), {
      minItems: 1,
      maxItems: 4,
      uniqueItems: true,
      description: 'Level by level: quarter, month, day; or channel, agent'
    }),
    by: OneOf(['evenly', 'lastYear', 'weights'], {
      default: 'evenly',
      description:
        'evenly: spans of time by their days, the rest alike; lastYear: as the metric was a year before; weights: as said'
    }),
    weights: Type.Optional(
      Type.Array(
        Type.Object(
          {
            key: Type.String({ minLength: 1, maxLength: 200 }),
            weight: Type.Integer({ minimum: 0, maximum: 1_000_000_000 }),
            owner: Type.Optional(Owner)
          },
          closed
        ),
        { minItems: 1, maxItems: 400 }
      )
    )
  },
  closed
)

const goalFields = {
  id: Type.String(),
  rootId: Type.String(),
  parentId: Nullable(Type.String()),
  level: Type.Integer(),
  title: Type.String(),
  metric: Type.String(),
  currency: Nullable(Type.String()),
  period: Span,
  splitBy: Nullable(Type.String({ description: 'What it came about by; null: it is the whole' })),
  filters: Type.Array(FilterShape),
  owner: Nullable(Type.String()),
  target: Type.Number(),
  version: Type.Integer(),
  createdAt: Type.String(),
  updatedAt: Type.String()
}

const ProgressShape = Type.Object(
  {
    actual: Num,
    expected: Type.Number({ description: 'What should be there by now' }),
    attained: Nullable(Type.Number({ description: 'actual / target' })),
    forecast: Nullable(Type.Number({ description: 'If the rest goes as it went so far' })),
    state: OneOf(goalStates)
  },
  closed
)

export const GoalShape = Type.Object(goalFields, closed)
const Progressed = Type.Object({ ...goalFields, progress: ProgressShape }, closed)
export const GoalProgressShape = Type.Object(
  { ...goalFields, progress: ProgressShape, parts: Type.Array(Progressed) },
  closed
)

export const GoalsQuery = Type.Object(
  {
    ...PageQuery.properties,
    metric: Type.Optional(Type.String({ maxLength: 100 })),
    on: Type.Optional(Type.String({ ...DayText, description: 'Those that this day is part of' }))
  },
  closed
)
