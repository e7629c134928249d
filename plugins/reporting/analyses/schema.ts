import { Type } from 'typebox'
import { CurrencyCode, Nullable, OneOf } from '#core/http/schemas'
import { namedPeriods } from '../query/types.ts'
import { ageBuckets } from './ageing.ts'
import { funnelSteps } from './funnel.ts'

const closed = { additionalProperties: false }
const Num = Nullable(Type.Number())
const Text = Nullable(Type.String())
const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const Month = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$', description: 'YYYY-MM' })
const Span = Type.Object({ from: Type.String(), to: Type.String() }, closed)
const Of = OneOf(['customers', 'buyers'], {
  description: 'Customers of crm over channels, or buyers as each channel knows them'
})
const Share = (fallback: number, description: string) =>
  Type.Number({ minimum: 0, maximum: 1, default: fallback, description })
const Variation = (fallback: number, description: string) =>
  Type.Number({ minimum: 0, maximum: 100, default: fallback, description })
const Days = (fallback: number, description: string) =>
  Type.Integer({ minimum: 1, maximum: 730, default: fallback, description })
const Limit = Type.Integer({ minimum: 1, maximum: 10_000, default: 1000 })

export const AbcXyzQuery = Type.Object(
  {
    weeks: Type.Integer({
      ...{ minimum: 1, maximum: 104, default: 13 },
      description: 'Whole weeks, up to the last that is over'
    }),
    metric: OneOf(['netSales', 'grossSales', 'units'], {
      ...{ default: 'netSales' as const },
      description: 'What ABC is told by; refunds are off netSales, and not off grossSales'
    }),
    by: OneOf(['sku', 'product'], { default: 'sku' }),
    currency: Type.Optional(CurrencyCode),
    aShare: Share(0.8, 'A is what comes before this share of all'),
    bShare: Share(0.95, 'B is what comes before this share of all'),
    xVariation: Variation(0.5, 'X: units a week vary by this much of their mean at most'),
    yVariation: Variation(1, 'Y: by this much at most; Z by more'),
    limit: Limit
  },
  closed
)

const Abc = OneOf(['A', 'B', 'C'])
const Xyz = OneOf(['X', 'Y', 'Z'])

export const AbcXyzShape = Type.Object(
  {
    span: Span,
    weeks: Type.Integer(),
    rows: Type.Array(
      Type.Object(
        {
          key: Type.String(),
          label: Type.String(),
          revenue: Type.Number(),
          shareBefore: Type.Number({ description: 'Share of all that what earns more has' }),
          abc: Abc,
          xyz: Xyz,
          variation: Num
        },
        closed
      )
    ),
    rowsTotal: Type.Integer(),
    cells: Type.Array(
      Type.Object({ abc: Abc, xyz: Xyz, count: Type.Integer(), revenue: Type.Number() }, closed)
    )
  },
  closed
)

export const CohortsQuery = Type.Object(
  {
    fromMonth: Type.Optional(Month),
    toMonth: Type.Optional(Month)
  },
  closed
)

export const CohortsShape = Type.Object(
  {
    of: Of,
    cohorts: Type.Array(
      Type.Object(
        {
          cohortMonth: Month,
          size: Type.Integer(),
          months: Type.Array(
            Type.Object(
              { month: Month, index: Type.Integer(), buyers: Type.Integer(), rate: Num },
              closed
            )
          )
        },
        closed
      )
    )
  },
  closed
)

export const RfmTableQuery = Type.Object(
  {
    snapshotOn: Type.Optional(Type.String({ ...Day, description: 'Orders before it count' })),
    currency: Type.Optional(CurrencyCode),
    monetary: OneOf(['gross', 'net'], { default: 'gross' })
  },
  closed
)

const Score = Type.Integer({ minimum: 1, maximum: 5, description: '5 is best' })

export const RfmTableShape = Type.Object(
  {
    of: Of,
    snapshotOn: Type.String(),
    currency: Type.String(),
    customers: Type.Integer(),
    cells: Type.Array(
      Type.Object(
        {
          recency: Score,
          frequency: Score,
          customers: Type.Integer(),
          monetaryMinor: Type.Integer(),
          recencyDays: Type.Integer({ description: 'Since the last order, on average' })
        },
        closed
      )
    ),
    monetary: Type.Array(
      Type.Object(
        {
          score: Score,
          customers: Type.Integer(),
          monetaryMinor: Type.Integer(),
          leastMinor: Type.Integer()
        },
        closed
      )
    )
  },
  closed
)

export const FunnelQuery = Type.Object(
  {
    period: Type.Optional(OneOf(namedPeriods)),
    from: Type.Optional(Type.String({ ...Day, description: 'With `to`, instead of `period`' })),
    to: Type.Optional(Day),
    channel: Type.Optional(Type.String({ maxLength: 128 }))
  },
  closed
)

export const FunnelShape = Type.Object(
  {
    span: Span,
    steps: Type.Array(
      Type.Object(
        { step: OneOf(funnelSteps), count: Type.Number(), ofBefore: Num, ofFirst: Num },
        closed
      )
    )
  },
  closed
)

const byBucket = <Value>(value: Value) =>
  Object.fromEntries(ageBuckets.map((name) => [name, value])) as Record<
    (typeof ageBuckets)[number],
    Value
  >

export const AgeingQuery = Type.Object({ limit: Limit }, closed)

export const AgeingShape = Type.Object(
  {
    rows: Type.Array(
      Type.Object(
        {
          sku: Type.String(),
          onHand: Type.Integer(),
          units: Type.Object(byBucket(Type.Integer()), closed),
          valueMinor: Num,
          currency: Text
        },
        closed
      )
    ),
    rowsTotal: Type.Integer(),
    totals: Type.Object(
      byBucket(Type.Object({ units: Type.Integer(), valueMinor: Num }, closed)),
      closed
    ),
    currency: Type.String()
  },
  closed
)

export const SlowMoversQuery = Type.Object(
  {
    days: Days(30, 'No sale for so many days'),
    coverDays: Days(90, 'And more than so many days of cover'),
    demandDays: Days(90, 'Days that demand is told from'),
    limit: Limit
  },
  closed
)

export const SlowMoversShape = Type.Object(
  {
    rows: Type.Array(
      Type.Object(
        {
          sku: Type.String(),
          title: Type.String(),
          onHand: Type.Integer(),
          available: Type.Integer(),
          lastSoldOn: Text,
          coverDays: Nullable(Type.Number({ description: 'Null: there was no demand at all' })),
          valueMinor: Num,
          currency: Text
        },
        closed
      )
    ),
    rowsTotal: Type.Integer()
  },
  closed
)
