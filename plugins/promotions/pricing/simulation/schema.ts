import { type Static, Type } from 'typebox'
import { CurrencyCode, InstantText, Nullable, OneOf, Sku } from '#core/http/schemas'
import { PromotionInput } from '../../definition/promotion.ts'
import { entryOutcomes } from '../lists/explain.ts'
import { priceListKinds } from '../tables.ts'

const closed = { additionalProperties: false }
const Name = Type.String({ minLength: 1, maxLength: 128 })
const Whole = Type.Integer()
const Bps = Nullable(Type.Integer({ description: 'Basis points of net sales' }))

export const SimulationBody = Type.Object(
  {
    currency: Type.Optional(CurrencyCode),
    from: Type.Optional({ ...InstantText, description: 'Default: 30 days before `to`' }),
    to: Type.Optional({ ...InstantText, description: 'Exclusive. Default: now' }),
    channelId: Type.Optional(Nullable(Name)),
    ordersMax: Type.Optional(Type.Integer({ minimum: 1, maximum: 1_000_000 })),
    prices: Type.Optional(
      Type.Array(
        Type.Object(
          {
            sku: Sku,
            unitPriceMinor: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
          },
          closed
        ),
        { minItems: 1, maxItems: 1000 }
      )
    ),
    promotion: Type.Optional(PromotionInput)
  },
  { ...closed, description: 'One of prices and promotion' }
)
export type SimulationBodyShape = Static<typeof SimulationBody>

const Side = Type.Object({
  revenueMinor: Whole,
  margins: Type.Optional(
    Type.Object(
      {
        netSalesMinor: Whole,
        cm1Minor: Whole,
        cm2Minor: Whole,
        cm3Minor: Whole,
        cm3Bps: Bps
      },
      { description: 'Of lines whose cost is known; for those who may see cost' }
    )
  )
})

export const SimulationAnswer = Type.Object({
  currency: CurrencyCode,
  from: InstantText,
  to: InstantText,
  orders: Type.Integer({ description: 'Orders that were read' }),
  isTruncated: Type.Boolean({ description: 'There are more orders than may be read' }),
  touched: Type.Integer({ description: 'Orders that would have come to something else' }),
  units: Type.Integer({ description: 'The same before and after' }),
  unitsWithoutCost: Type.Optional(Whole),
  before: Side,
  after: Side,
  worst: Type.Optional(
    Type.Array(
      Type.Object({ sku: Sku, units: Whole, cm3Minor: Whole, beforeBps: Bps, afterBps: Bps }),
      { description: 'Touched SKUs with the lowest margins, without the costs of whole orders' }
    )
  ),
  assumptions: Type.Array(Type.String())
})

export const QuoteBody = Type.Object(
  {
    currency: Type.Optional(CurrencyCode),
    channelId: Type.Optional(Nullable(Name)),
    segments: Type.Array(Name, { maxItems: 100, default: [] }),
    tier: Type.Optional(Nullable(Name)),
    at: Type.Optional({ ...InstantText, description: 'Default: now' }),
    lines: Type.Array(
      Type.Object(
        { sku: Sku, quantity: Type.Integer({ minimum: 1, maximum: 1_000_000, default: 1 }) },
        closed
      ),
      { minItems: 1, maxItems: 200 }
    )
  },
  closed
)
export type QuoteBodyShape = Static<typeof QuoteBody>

const Contribution = Type.Object({
  netSalesMinor: Whole,
  cogsMinor: Whole,
  cm1Minor: Whole,
  platformFeeMinor: Whole,
  paymentFeeMinor: Whole,
  shippingMinor: Whole,
  packagingMinor: Whole,
  cm2Minor: Whole,
  adsMinor: Whole,
  promotionsMinor: Whole,
  cm3Minor: Whole,
  cm3Bps: Bps
})

export const QuoteAnswer = Type.Object({
  currency: CurrencyCode,
  at: InstantText,
  lines: Type.Array(
    Type.Object({
      sku: Sku,
      variantId: Type.String(),
      quantity: Whole,
      unitPriceMinor: Nullable(Type.Integer({ description: 'null: it has no price' })),
      listMinor: Nullable(Whole),
      regularMinor: Nullable(Type.Integer({ description: 'What a sale is held against' })),
      lists: Type.Array(
        Type.Object({
          listId: Type.String(),
          handle: Type.String(),
          kind: OneOf(priceListKinds),
          minQuantity: Whole,
          unitPriceMinor: Whole,
          outcome: OneOf(entryOutcomes)
        }),
        { description: 'Every entry that runs, and why it made the price or not' }
      ),
      floorMinor: Type.Optional(Nullable(Whole)),
      contribution: Type.Optional(Nullable(Contribution)),
      policy: Type.Optional(
        Nullable(
          Type.Object({
            handle: Type.String(),
            priceMinor: Nullable(Whole),
            reason: Nullable(OneOf(['noCost', 'tooFewCompetitors', 'floorOutOfReach']))
          })
        )
      )
    })
  )
})
