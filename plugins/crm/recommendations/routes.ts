import { Type } from 'typebox'
import { IdParams, InstantText, Nullable } from '#core/http/schemas'
import type { InventoryService } from '#plugins/inventory'
import type { CrmScope } from '../scope.ts'
import { recommendFor, recommendTo } from './read.ts'

const LimitQuery = Type.Object(
  { limit: Type.Integer({ minimum: 1, maximum: 20, default: 10 }) },
  { additionalProperties: false }
)

const RecommendationShape = Type.Object({
  productId: Type.String(),
  title: Type.String(),
  becauseOf: Type.String({ description: 'The product that it is bought together with' }),
  ordersTogether: Type.Integer(),
  supportBps: Type.Integer({ description: 'Of all orders, those with both' }),
  liftBps: Type.Integer({ description: '10,000: as often as by chance; 20,000: twice that' })
})

const asOf = Nullable(
  Type.String({ format: 'date-time', description: 'When orders were last counted; null: not yet' })
)

const RepurchaseShape = Type.Object({
  productId: Type.String(),
  title: Type.String(),
  purchases: Type.Integer(),
  medianIntervalMs: Type.Integer({ description: 'Of the times between purchases' }),
  lastAt: InstantText,
  dueAt: InstantText,
  isDue: Type.Boolean()
})

/** What goes well with products, and what customers may like or want again. */
export function recommendationRoutes(
  { ctx }: CrmScope,
  inventory: InventoryService | undefined
): void {
  ctx.routes(async (app) => {
    app.get(
      '/products/:id/recommendations',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'listProductRecommendations',
          summary: 'What is bought together with a product more often than by chance, and on offer',
          params: IdParams,
          querystring: LimitQuery,
          response: { 200: Type.Object({ asOf, data: Type.Array(RecommendationShape) }) }
        }
      },
      (request) => {
        const { limit } = request.query
        return recommendFor(ctx.db, inventory, { productId: request.params.id, limit })
      }
    )
    app.get(
      '/customers/:id/recommendations',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'listCustomerRecommendations',
          summary: 'What a customer may like, by what they bought, and what they may want again',
          params: IdParams,
          querystring: LimitQuery,
          response: {
            200: Type.Object({
              asOf,
              forYou: Type.Array(RecommendationShape),
              buyAgain: Type.Array(RepurchaseShape)
            })
          }
        }
      },
      (request) => {
        const { limit } = request.query
        const now = ctx.clock.now()
        return recommendTo(ctx.db, inventory, { customerId: request.params.id, limit, now })
      }
    )
  })
}
