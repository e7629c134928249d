import { type Static, Type } from 'typebox'
import { CurrencyCode, OneOf } from '#core/http/schemas'

const closed = { additionalProperties: false }
const Column = Type.Optional(Type.String({ minLength: 1, maxLength: 200 }))

/** How the columns of a file of figures are read. */
export const TrafficMapping = Type.Object(
  {
    delimiter: Type.String({ minLength: 1, maxLength: 1, default: ',' }),
    skipLines: Type.Integer({
      ...{ minimum: 0, maximum: 1000, default: 0 },
      description: 'Lines before the header that are no table'
    }),
    commentPrefix: Type.Optional(Type.String({ minLength: 1, maxLength: 10 })),
    dateFormat: Type.String({
      ...{ minLength: 1, maxLength: 40, default: 'yyyy-MM-dd' },
      description: 'As Luxon writes it'
    }),
    decimal: OneOf(['.', ','], { default: '.' }),
    group: OneOf(['', '.', ',', ' ', "'"], { default: '', description: 'What parts thousands' }),
    dwellUnit: OneOf(['seconds', 'milliseconds'], {
      default: 'seconds',
      description: 'Of averageDwell: how long a visitor stays'
    }),
    columns: Type.Object(
      {
        day: Type.String({ minLength: 1, maxLength: 200 }),
        ...{ channelId: Column, source: Column, campaign: Column, sku: Column, currency: Column },
        ...{ visitors: Column, pageViews: Column, bounces: Column, bounceRate: Column },
        ...{ averageDwell: Column, addsToCart: Column, favorites: Column, impressions: Column },
        ...{ clicks: Column, adCost: Column, adOrders: Column, adSales: Column }
      },
      {
        ...closed,
        description:
          'Field → column. Money in the currency, not in its minor unit; bounceRate as a percentage or a part of 1'
      }
    ),
    defaults: Type.Object(
      {
        channelId: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
        source: Type.Optional(Type.String({ maxLength: 128 })),
        campaign: Type.Optional(Type.String({ maxLength: 200 })),
        currency: Type.Optional(CurrencyCode)
      },
      { ...closed, default: {}, description: 'For what the file has no column for' }
    )
  },
  closed
)
export type TrafficMappingShape = Static<typeof TrafficMapping>

/** The columns of a file without a mapping are called as the fields are. */
export const plainMapping: TrafficMappingShape = {
  ...{ delimiter: ',', skipLines: 0, dateFormat: 'yyyy-MM-dd', decimal: '.', group: '' },
  ...{ dwellUnit: 'seconds', defaults: {} },
  columns: Object.fromEntries(
    [
      ...['day', 'channelId', 'source', 'campaign', 'sku', 'currency', 'visitors', 'pageViews'],
      ...['bounces', 'bounceRate', 'averageDwell', 'addsToCart', 'favorites', 'impressions'],
      ...['clicks', 'adCost', 'adOrders', 'adSales']
    ].map((name) => [name, name])
  ) as unknown as TrafficMappingShape['columns']
}
