import { Type } from 'typebox'
import { IdParams } from '#core/http/schemas'
import type { PromotionsScope } from '../scope.ts'
import { selectStock } from './repository.ts'

const FlashStockShape = Type.Object({
  data: Type.Array(
    Type.Object({
      sku: Type.String(),
      quantity: Type.Integer({ description: 'Units at this price in all' }),
      taken: Type.Integer(),
      left: Type.Integer(),
      isLocked: Type.Boolean({ description: 'Whether what is left is held in stock for it' })
    })
  )
})

/** Units at flash prices. */
export function flashRoutes({ ctx }: Pick<PromotionsScope, 'ctx'>): void {
  ctx.routes(async (app) => {
    app.get(
      '/promotions/:id/flash-stock',
      {
        config: { permission: 'promotions:read' },
        schema: {
          operationId: 'getFlashStock',
          summary: 'Read how many units at a flash price are taken and left; none before it starts',
          params: IdParams,
          response: { 200: FlashStockShape }
        }
      },
      async (request) => {
        const rows = await selectStock(ctx.db, [request.params.id])
        return {
          data: rows.map(({ sku, quantity, taken, reservationId }) => ({
            sku,
            quantity,
            taken,
            left: quantity - taken,
            isLocked: reservationId !== null
          }))
        }
      }
    )
  })
}
