import { type Static, Type } from 'typebox'
import {
  AmountMinor,
  CurrencyCode,
  InstantText,
  Nullable,
  OneOf,
  PageQuery
} from '#core/http/schemas'
import { spentKinds } from './repository/rfm.ts'

const closed = { additionalProperties: false }
const Day = Type.String({
  pattern: '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$',
  description: 'YYYY-MM-DD, a business day of the shop'
})
const Month = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$', description: 'YYYY-MM' })
const RateBps = Nullable(Type.Integer({ description: 'Basis points; null: nobody to count' }))
const Count = Type.Integer({ minimum: 0 })
const Score = Type.Integer({ minimum: 1, maximum: 5 })
const Currency = Type.Optional(
  Type.String({ pattern: '^[A-Z]{3}$', description: "ISO 4217. Default: the shop's" })
)
const MarginBps = Type.Integer({
  minimum: 0,
  maximum: 10_000,
  default: 10_000,
  description: 'What remains of net sales; default: all'
})

const rfmOptions = {
  currency: Currency,
  snapshotOn: Type.Optional(
    Type.String({ ...Day, description: 'Orders placed before this day count. Default: tomorrow' })
  ),
  monetary: OneOf(spentKinds, {
    default: 'net',
    description: '`gross`: order lines at sale; `net`: less discounts of the order and refunds'
  })
}
export const RfmQuery = Type.Object(rfmOptions, closed)
export const RfmListQuery = Type.Object({ ...PageQuery.properties, ...rfmOptions }, closed)
export type RfmQueryShape = Static<typeof RfmQuery>

const RfmOptionsShape = {
  currency: CurrencyCode,
  snapshotOn: Type.String(),
  monetary: OneOf(spentKinds)
}
const rfm = {
  customerId: Type.String(),
  lastOrderOn: Type.String(),
  recencyDays: Count,
  frequency: Count,
  monetaryMinor: AmountMinor,
  recencyScore: Score,
  frequencyScore: Score,
  monetaryScore: Score
}
export const RfmShape = Type.Object({ ...rfm, ...RfmOptionsShape })
export const RfmListShape = Type.Object({
  ...RfmOptionsShape,
  data: Type.Array(Type.Object(rfm)),
  next: Nullable(Type.String())
})

export const MonthsQuery = Type.Object(
  {
    fromMonth: Type.Optional(Type.String({ ...Month, description: 'Default: 11 months earlier' })),
    toMonth: Type.Optional(Type.String({ ...Month, description: 'Default: this month' }))
  },
  closed
)
export type MonthsQueryShape = Static<typeof MonthsQuery>

export const CohortsShape = Type.Object({
  fromMonth: Type.String(),
  toMonth: Type.String(),
  data: Type.Array(
    Type.Object({
      cohortMonth: Type.String(),
      size: Count,
      months: Type.Array(
        Type.Object({ month: Type.String(), index: Count, customers: Count, rateBps: RateBps })
      )
    })
  )
})

export const RetentionShape = Type.Object({
  fromMonth: Type.String(),
  toMonth: Type.String(),
  data: Type.Array(
    Type.Object({
      month: Type.String(),
      active: Count,
      new: Count,
      retained: Count,
      rateBps: RateBps
    })
  )
})

const daySpan = {
  fromOn: Type.Optional(Day),
  toOn: Type.Optional(Type.String({ ...Day, description: 'Not part of it. Default: tomorrow' }))
}
export const RepurchaseQuery = Type.Object(
  { ...daySpan, fromOn: Type.Optional(Type.String({ ...Day, description: 'Default: ever' })) },
  closed
)
export const RepurchaseShape = Type.Object({
  fromOn: Type.String(),
  toOn: Type.String(),
  buyers: Count,
  repeatBuyers: Count,
  rateBps: RateBps
})

export const ChurnQuery = Type.Object(
  {
    ...daySpan,
    fromOn: Type.Optional(Type.String({ ...Day, description: 'Default: 30 days before `toOn`' })),
    afterDays: Type.Integer({
      minimum: 1,
      maximum: 3650,
      default: 90,
      description: 'A customer is active who has an order in so many days before'
    })
  },
  closed
)
export const ChurnShape = Type.Object({
  fromOn: Type.String(),
  toOn: Type.String(),
  afterDays: Type.Integer(),
  active: Count,
  churned: Count,
  rateBps: RateBps
})

export const ClvQuery = Type.Object(
  {
    currency: Currency,
    windowMonths: Type.Integer({ minimum: 1, maximum: 60, default: 12 }),
    lifetimeMonths: Type.Integer({ minimum: 1, maximum: 600, default: 36 }),
    marginBps: MarginBps
  },
  closed
)
const Parameter = Type.Number({ exclusiveMinimum: 0 })
const ModelShape = Type.Object({
  observedOn: Type.String({ description: 'Orders placed before this day were seen' }),
  fittedAt: InstantText,
  customers: Count,
  repeatCustomers: Count,
  hasConverged: Type.Boolean(),
  purchases: Type.Object(
    { r: Parameter, alpha: Parameter, a: Parameter, b: Parameter },
    { description: 'BG/NBD, in weeks' }
  ),
  spending: Type.Object(
    { p: Parameter, q: Parameter, v: Parameter },
    { description: 'Gamma-Gamma, in minor units' }
  )
})
export const ClvShape = Type.Object({
  currency: CurrencyCode,
  simple: Type.Object({
    fromOn: Type.String(),
    toOn: Type.String(),
    buyers: Count,
    orders: Count,
    netMinor: AmountMinor,
    averageOrderMinor: Nullable(AmountMinor),
    ordersPerBuyer: Nullable(Type.Number()),
    marginBps: Type.Integer(),
    lifetimeMonths: Type.Integer(),
    valueMinor: Nullable(AmountMinor)
  }),
  model: Nullable(ModelShape)
})

export const CustomerClvQuery = Type.Object(
  {
    currency: Currency,
    horizonDays: Type.Integer({ minimum: 1, maximum: 3650, default: 365 }),
    marginBps: MarginBps
  },
  closed
)
export const CustomerClvShape = Type.Object({
  customerId: Type.String(),
  currency: CurrencyCode,
  horizonDays: Type.Integer(),
  prediction: Nullable(
    Type.Object(
      {
        repeats: Count,
        aliveProbability: Type.Number(),
        expectedPurchases: Type.Number(),
        expectedSpendingMinor: AmountMinor,
        valueMinor: AmountMinor
      },
      { description: 'Null as long as no model is fitted, or the customer has not bought' }
    )
  )
})

export const RebuildShape = Type.Object({ job: Type.String() })
