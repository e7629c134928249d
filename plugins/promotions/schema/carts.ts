import { Type } from 'typebox'
import {
  AmountMinor,
  CurrencyCode,
  InstantText,
  Nullable,
  OneOf,
  Quantity,
  Sku
} from '#core/http/schemas'
import { promotionClasses } from '../definition/promotion.ts'
import { refusalReasons } from '../evaluation/types.ts'

const closed = { additionalProperties: false }
const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength })
const Amount = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
const Bps = Type.Integer({ minimum: 0, maximum: 100_000 })

/** A buyer as carts and claims name one. */
export const BuyerInput = Type.Object(
  {
    externalId: Type.Optional(Nullable(Text(200))),
    email: Type.Optional(Text(320)),
    phone: Type.Optional(Text(50))
  },
  closed
)
const TaxRates = Type.Array(Bps, { maxItems: 5, description: 'In basis points: [2000] is 20 %' })

export const CartInput = Type.Object(
  {
    channelId: Type.String({ minLength: 1, maxLength: 128, default: 'direct' }),
    currency: Type.Optional(CurrencyCode),
    pricesIncludeTax: Type.Boolean({ default: true }),
    lines: Type.Array(
      Type.Object(
        {
          sku: Sku,
          quantity: Quantity,
          unitPriceMinor: Type.Optional(
            Type.Integer({ ...Amount, description: 'Default: the list price' })
          ),
          taxRatesBps: Type.Optional(TaxRates)
        },
        closed
      ),
      { minItems: 1, maxItems: 1000 }
    ),
    shippingMinor: Type.Integer({ ...Amount, default: 0 }),
    shippingTaxRatesBps: Type.Optional(TaxRates),
    buyer: Type.Optional(BuyerInput),
    country: Type.Optional(Text(100)),
    region: Type.Optional(Text(200)),
    payment: Type.Optional(Text(50)),
    codes: Type.Optional(Type.Array(Text(60), { maxItems: 10 })),
    giftChoices: Type.Optional(
      Type.Record(Text(128), Type.Array(Text(100), { minItems: 1, maxItems: 50 }), {
        maxProperties: 20
      })
    ),
    groupId: Type.Optional(Text(128)),
    at: Type.Optional(
      Type.String({
        format: 'date-time',
        'x-instant': true,
        description: 'Reckon as at this instant. Default: now'
      })
    )
  },
  closed
)

const ShareShape = Type.Object({
  promotionId: Type.String(),
  version: Type.Integer(),
  lineId: Nullable(Type.String({ description: 'Place of the line in the cart; null: shipping' })),
  amountMinor: AmountMinor,
  quantity: Type.Integer()
})

export const EvaluationShape = Type.Object({
  currency: Type.String(),
  evaluatedAt: InstantText,
  lines: Type.Array(
    Type.Object({
      sku: Type.String(),
      quantity: Type.Integer(),
      unitPriceMinor: AmountMinor,
      listMinor: AmountMinor,
      discountMinor: AmountMinor,
      netMinor: AmountMinor,
      taxMinor: AmountMinor,
      grossMinor: AmountMinor
    })
  ),
  gifts: Type.Array(
    Type.Object({ promotionId: Type.String(), sku: Type.String(), quantity: Type.Integer() })
  ),
  shipping: Type.Object({
    listMinor: AmountMinor,
    discountMinor: AmountMinor,
    netMinor: AmountMinor,
    taxMinor: AmountMinor,
    grossMinor: AmountMinor
  }),
  discountMinor: AmountMinor,
  netMinor: AmountMinor,
  taxMinor: AmountMinor,
  grossMinor: AmountMinor,
  dueNowMinor: AmountMinor,
  shares: Type.Array(ShareShape),
  applied: Type.Array(
    Type.Object({
      promotionId: Type.String(),
      handle: Type.String(),
      title: Type.String(),
      version: Type.Integer(),
      class: OneOf(promotionClasses),
      couponId: Nullable(Type.String()),
      amountMinor: AmountMinor,
      unappliedMinor: AmountMinor,
      times: Type.Integer()
    })
  ),
  refused: Type.Array(
    Type.Object({
      promotionId: Nullable(Type.String()),
      handle: Nullable(Type.String()),
      code: Nullable(Type.String()),
      reason: OneOf(refusalReasons),
      detail: Type.String()
    })
  )
})

export const OrderPromotionsShape = Type.Object({
  data: Type.Array(
    Type.Object({
      promotionId: Type.String(),
      handle: Type.String(),
      title: Type.String(),
      version: Type.Integer({ description: 'Of its rule, as it counted for this order' }),
      class: OneOf(promotionClasses),
      currency: Type.String(),
      couponId: Nullable(Type.String()),
      code: Nullable(Type.String()),
      amountMinor: AmountMinor,
      returnedMinor: AmountMinor,
      times: Type.Integer(),
      state: OneOf(['used', 'returned']),
      createdAt: InstantText,
      shares: Type.Array(
        Type.Object({
          orderLineId: Nullable(Type.String({ description: 'Null: shipping' })),
          amountMinor: AmountMinor,
          quantity: Type.Integer(),
          returnedMinor: AmountMinor
        })
      )
    })
  )
})
