import { type Static, Type } from 'typebox'
import { CurrencyCode } from '#core/http/schemas'

const Bps = (description: string) =>
  Type.Integer({ minimum: 0, maximum: 10_000, default: 0, description })
const Minor = (description: string) =>
  Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: 0, description })

/** What selling is taken to cost as long as nobody has told. */
export const CostEstimate = Type.Object(
  {
    channelId: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 128,
        description: 'Default: channels without their own'
      })
    ),
    currency: Type.Optional(CurrencyCode),
    feeBps: Bps('Fees of the platform, of what the buyer pays, in basis points'),
    paymentFeeBps: Bps('Fees of the payment, of what the buyer pays, in basis points'),
    shippingMinor: Minor('What the carrier costs, an order, in minor units'),
    packagingMinor: Minor('What packing costs, an order, in minor units')
  },
  { additionalProperties: false }
)

export const CostOptions = Type.Object(
  {
    estimates: Type.Array(CostEstimate, {
      maxItems: 200,
      default: [],
      description: 'Costs of orders of which none was told; by channel and currency'
    })
  },
  { additionalProperties: false, default: {} }
)

export type CostEstimateShape = Static<typeof CostEstimate>
