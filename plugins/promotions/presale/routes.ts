import { Type } from 'typebox'
import { NotFound } from '#core/http/errors'
import { IdParams, InstantText, OneOf } from '#core/http/schemas'
import type { PromotionsScope } from '../scope.ts'
import { findPresale } from './repository.ts'
import { presaleStates } from './tables.ts'

const PresaleShape = Type.Object({
  orderId: Type.String(),
  promotionId: Type.String(),
  state: OneOf(presaleStates),
  currency: Type.String(),
  dueNowMinor: Type.Integer({ description: 'To be paid first: deposits, and what is not presold' }),
  balanceFrom: InstantText,
  balanceTo: InstantText,
  keptMinor: Type.Integer({ description: 'Of a deposit whose balance was not paid in time' }),
  toRefundMinor: Type.Integer({ description: 'Of such a deposit: to be paid back' }),
  createdAt: InstantText
})

/** What orders with a presale pay, and when. */
export function presaleRoutes({ ctx }: Pick<PromotionsScope, 'ctx'>): void {
  ctx.routes(async (app) => {
    app.get(
      '/orders/:id/presale',
      {
        config: { permission: 'promotions:read' },
        schema: {
          operationId: 'getOrderPresale',
          summary: 'Read what an order with a presale pays now, and when it pays the balance',
          params: IdParams,
          response: { 200: PresaleShape }
        }
      },
      async (request) => {
        const { id } = request.params
        const presale = await findPresale(ctx.db, id)
        if (!presale) throw new NotFound({ what: 'presale of order', id })
        return presale
      }
    )
  })
}
