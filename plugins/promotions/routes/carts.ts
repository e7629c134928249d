import { IdParams } from '#core/http/schemas'
import { evaluateRequest } from '../carts/quote.ts'
import type { Evaluation } from '../evaluation/types.ts'
import type { CodeGuard } from '../guesses/guard.ts'
import { CartInput, EvaluationShape, OrderPromotionsShape } from '../schema/carts.ts'
import type { PromotionsScope } from '../scope.ts'
import { promotionsOfOrder } from '../uses/read.ts'

/** What carts come to, and what came off orders. */
export function cartRoutes(scope: PromotionsScope, guard: CodeGuard): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/promotions/evaluate',
      {
        config: { permission: 'promotions:evaluate' },
        schema: {
          operationId: 'evaluateCart',
          summary: 'Reckon a cart: what applies, what does not and why. Changes nothing',
          description: 'Many wrong codes in a minute are answered with 429 and Retry-After.',
          body: CartInput,
          response: { 200: EvaluationShape }
        }
      },
      async (request) => {
        const { at = ctx.clock.now(), country, region, buyer, ...body } = request.body
        const currency = body.currency ?? ctx.shop.currency
        const place = country && region ? `${country}-${region}` : (country ?? null)
        const { externalId = null, ...contact } = buyer ?? {}
        const cart = {
          shippingTaxRatesBps: [],
          payment: null,
          codes: [],
          giftChoices: {},
          groupId: null,
          ...body,
          currency,
          region: place,
          buyer: buyer ? { externalId, ...contact } : null
        }
        const count = await guard.enter({
          origin: request.origin,
          codes: cart.codes,
          buyer: cart.buyer && { ...cart.buyer, channelId: cart.channelId, region: place }
        })
        const answer = await evaluateRequest(scope, ctx.db, cart, at)
        await count(wrongCodesIn(answer))
        return answer
      }
    )
    app.get(
      '/orders/:id/promotions',
      {
        config: { permission: 'promotions:read' },
        schema: {
          operationId: 'listOrderPromotions',
          summary: 'Read what promotions took off an order, line by line, and what came back',
          params: IdParams,
          response: { 200: OrderPromotionsShape }
        }
      },
      async (request) => ({ data: await promotionsOfOrder(ctx.db, request.params.id) })
    )
  })
}

function wrongCodesIn({ refused }: Pick<Evaluation, 'refused'>): string[] {
  return refused.flatMap(({ code, reason }) => (reason === 'couponUnknown' ? (code ?? []) : []))
}
