import { Type } from 'typebox'
import { AmountMinor, OneOf, Quantity } from '#core/http/schemas'
import { giftReturnRules } from '../definition/reward.ts'
import type { PromotionsScope } from '../scope.ts'
import { readReturn } from './read.ts'

const closed = { additionalProperties: false }
const Id = Type.String({ minLength: 1, maxLength: 128 })

const ReturnInput = Type.Object(
  {
    orderId: Type.String({ minLength: 1, maxLength: 128, description: 'As it was placed' }),
    lines: Type.Array(
      Type.Object(
        {
          orderLineId: Id,
          quantity: Type.Integer({ ...Quantity, description: 'Units that come back now' }),
          returnedBefore: Type.Integer({ minimum: 0, maximum: 1_000_000_000, default: 0 })
        },
        closed
      ),
      { minItems: 1, maxItems: 1000 }
    )
  },
  closed
)

const ReturnShape = Type.Object({
  orderId: Type.String(),
  currency: Type.String(),
  lines: Type.Array(
    Type.Object({
      orderLineId: Type.String(),
      sku: Type.String(),
      quantity: Type.Integer(),
      refundMinor: AmountMinor
    })
  ),
  gifts: Type.Array(
    Type.Object({
      promotionId: Type.String(),
      handle: Type.String(),
      orderLineId: Type.String(),
      sku: Type.String(),
      quantity: Type.Integer({ description: 'Units that the customer still has' }),
      outcome: OneOf(['earned', ...giftReturnRules], {
        description: 'earned: by what is kept; otherwise what the promotion rules'
      }),
      chargeMinor: AmountMinor
    })
  ),
  refundMinor: AmountMinor,
  chargeMinor: AmountMinor,
  deductedMinor: AmountMinor,
  uncoveredMinor: AmountMinor,
  payableMinor: AmountMinor
})

/** What returns come to. */
export function returnRoutes(scope: PromotionsScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/promotions/returns/preview',
      {
        config: { permission: 'promotions:evaluate' },
        schema: {
          operationId: 'previewReturn',
          summary: 'Reckon what a return comes to, with gifts no longer earned. Changes nothing',
          body: ReturnInput,
          response: { 200: ReturnShape }
        }
      },
      (request) => readReturn(scope, ctx.db, request.body)
    )
  })
}
