import { type Static, Type } from 'typebox'
import { CurrencyCode, InstantText, Nullable } from '#core/http/schemas'

const Rate = (description: string) =>
  Type.Integer({
    minimum: 0,
    maximum: 10_000,
    default: 0,
    description: `Basis points. ${description}`
  })
const Amount = (description: string) =>
  Type.Integer({ minimum: 0, maximum: 1_000_000_000_000, default: 0, description })

const rates = {
  taxBps: Rate('Tax inside of list prices'),
  landedExtraBps: Type.Integer({
    minimum: 0,
    maximum: 100_000,
    default: 0,
    description: 'Basis points of the cost. Freight, duty and insurance on top of it'
  }),
  landedExtraMinor: Amount('The same as an amount for each unit'),
  platformFeeBps: Rate('Of what is paid; given back with a refund'),
  paymentFeeBps: Rate('Of what is paid; not given back'),
  paymentFeeMinor: Amount('For each order'),
  shippingMinor: Amount('For each order'),
  packagingMinor: Amount('For each order'),
  adBps: Rate('Of what is paid'),
  adMinor: Amount('For each order'),
  returnRateBps: Rate('Of the units'),
  resalableBps: Type.Integer({
    minimum: 0,
    maximum: 10_000,
    default: 10_000,
    description: 'Basis points. Of what comes back, what can be sold again'
  }),
  unitsPerOrder: Type.Integer({
    minimum: 1,
    maximum: 10_000,
    default: 1,
    description: 'How many units share the costs of an order in a margin floor'
  }),
  floorBps: Type.Integer({
    minimum: -10_000,
    maximum: 9_999,
    default: 0,
    description: 'Margin floor: the least CM3, in basis points of net sales'
  }),
  floorMinor: Amount('Margin floor: what CM3 has to be more than that, for each unit')
}

/** What selling costs on a channel, and the least that has to be left. */
export const ProfitModelInput = Type.Object(
  {
    channelId: Nullable(
      Type.String({ minLength: 1, maxLength: 128, description: 'null: every other channel' })
    ),
    currency: CurrencyCode,
    ...rates
  },
  { additionalProperties: false }
)
export type ProfitModelInputShape = Static<typeof ProfitModelInput>

export const ProfitModelShape = Type.Object({
  id: Type.String(),
  channelId: Nullable(Type.String()),
  currency: CurrencyCode,
  ...rates,
  version: Type.Integer(),
  createdAt: InstantText,
  updatedAt: InstantText
})
