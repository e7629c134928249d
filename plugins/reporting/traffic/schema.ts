import { type Static, Type } from 'typebox'
import { CurrencyCode, InstantText, Nullable, OneOf, PageQuery } from '#core/http/schemas'
import type { TrafficStatement } from './figures.ts'
import { TrafficMapping } from './import/mapping.ts'
import { trafficOrigins } from './tables.ts'

const closed = { additionalProperties: false }
const DayText = Type.String({ format: 'date', description: 'Business day, YYYY-MM-DD' })
const Part = (maxLength: number, description: string) =>
  Type.Optional(Type.String({ maxLength, description }))

/** A figure that may be told; left out it stays, null takes it back. */
const Count = (description: string) =>
  Type.Optional(
    Nullable(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description }))
  )

const figures = {
  visitors: Count('Visitors (UV) of the day, as the channel counts them'),
  pageViews: Count('Page views (PV)'),
  bounces: Count('Visitors who looked at one page'),
  dwellMs: Count('Time that all visitors stayed, in milliseconds'),
  addsToCart: Count('Visitors who put something into the cart'),
  favorites: Count('Visitors who saved something'),
  impressions: Count('Times that ads were shown'),
  clicks: Count('Clicks on ads'),
  adCostMinor: Count('What advertising cost, in the minor unit'),
  adOrders: Count('Orders that the ad platform attributes to its ads'),
  adSalesMinor: Count('Sales that the ad platform attributes to its ads, in the minor unit')
}

export const TrafficInput = Type.Object(
  {
    channelId: Type.String({ minLength: 1, maxLength: 128 }),
    dayOn: DayText,
    source: Part(128, 'Where visitors came from, such as search; empty: from anywhere'),
    campaign: Part(200, 'Empty: of all'),
    sku: Part(128, 'Empty: of the whole shop there'),
    currency: Type.Optional(CurrencyCode),
    ...figures
  },
  closed
)
export type TrafficInputShape = Static<typeof TrafficInput>

/** Figures of a body as they are taken. */
export function toStatement(input: TrafficInputShape, shopCurrency: string): TrafficStatement {
  const { source = '', campaign = '', sku = '', currency = shopCurrency, ...rest } = input
  return { ...rest, source, campaign, sku, currency } as TrafficStatement
}

export const TakenShape = Type.Object({
  id: Type.String(),
  result: OneOf(['created', 'updated', 'unchanged'])
})

const told = Object.fromEntries(
  Object.keys(figures).map((name) => [name, Nullable(Type.Integer())])
) as Record<keyof typeof figures, ReturnType<typeof Nullable<ReturnType<typeof Type.Integer>>>>

export const TrafficShape = Type.Object({
  id: Type.String(),
  channelId: Type.String(),
  dayOn: DayText,
  source: Type.String(),
  campaign: Type.String(),
  sku: Type.String(),
  currency: Nullable(Type.String()),
  ...told,
  origin: OneOf(trafficOrigins),
  version: Type.Integer({ description: 'Grows when it is told anew' }),
  statedAt: InstantText
})

export const TrafficVersionsShape = Type.Object({
  current: TrafficShape,
  versions: Type.Array(
    Type.Object({
      version: Type.Integer(),
      currency: Nullable(Type.String()),
      ...told,
      origin: OneOf(trafficOrigins),
      statedAt: InstantText,
      replacedAt: InstantText
    }),
    { description: 'What was told before, newest first' }
  )
})

export const TrafficQuery = Type.Object(
  {
    ...PageQuery.properties,
    from: DayText,
    to: DayText,
    channelId: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    source: Part(128, 'Empty: what is told of all of them'),
    campaign: Part(200, 'Empty: what is told of all of them'),
    sku: Part(128, 'Empty: what is told of all of them')
  },
  closed
)

export const TrafficImportQuery = Type.Object(
  {
    mappingId: Type.Optional(
      Type.String({
        ...{ minLength: 1, maxLength: 64 },
        description: 'How columns are read; without it they are called as the fields are'
      })
    )
  },
  closed
)

export const TrafficReportShape = Type.Object({
  rows: Type.Integer(),
  created: Type.Integer(),
  updated: Type.Integer(),
  unchanged: Type.Integer(),
  rejected: Type.Integer(),
  errors: Type.Array(
    Type.Object({ line: Type.Integer(), column: Type.String(), reason: Type.String() }),
    { description: 'The first thousand rejected rows' }
  )
})

export const MappingIdParams = Type.Object({
  id: Type.String({ pattern: '^[a-z0-9][a-z0-9_-]{0,63}$' })
})

export const MappingShape = Type.Object({
  id: Type.String(),
  mapping: TrafficMapping,
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})
