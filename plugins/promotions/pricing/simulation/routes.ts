import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { currencyExponent } from '#core/currency'
import type { Reader } from '#core/database/db'
import { instantAt, instantMs } from '#core/time'
import type { PromotionInputShape } from '../../definition/promotion.ts'
import { PricingInvalid } from '../errors.ts'
import type { PricingScope } from '../scope.ts'
import { requireSkus } from '../skus.ts'
import type { SimulatedChange } from './change.ts'
import { quote } from './quote.ts'
import {
  QuoteAnswer,
  QuoteBody,
  SimulationAnswer,
  SimulationBody,
  type SimulationBodyShape
} from './schema.ts'
import { simulate } from './simulate.ts'
import { withPrices } from './with-prices.ts'
import { withPromotion } from './with-promotion.ts'

const defaultMs = 30 * 86_400_000

/** What a price is and why, and what a change would have done. Margins are for those who may see cost. */
export function simulationRoutes({ ctx, parts }: PricingScope): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/pricing/quote',
      {
        config: { permission: 'pricing:simulate' },
        schema: {
          operationId: 'quotePrices',
          summary: 'What SKUs cost here and now, and why',
          body: QuoteBody,
          response: { 200: QuoteAnswer }
        }
      },
      async (request) => {
        const { lines, segments, tier = null, channelId = null } = request.body
        const { currency = ctx.shop.currency, at = ctx.clock.now() } = request.body
        currencyExponent(currency)
        const asked = { lines, currency, at, channelId, segments: new Set(segments), tier }
        const canSeeCost = request.can('catalog:cost')
        return { currency, at, lines: await quote(ctx.db, parts, { ...asked, canSeeCost }) }
      }
    )
    app.post(
      '/pricing/simulate',
      {
        config: { permission: 'pricing:simulate' },
        schema: {
          operationId: 'simulatePricing',
          summary: 'What prices or a promotion would have done to past orders',
          body: SimulationBody,
          response: { 200: SimulationAnswer }
        }
      },
      async (request) => {
        const { body } = request
        const { currency = ctx.shop.currency, to = ctx.clock.now(), channelId = null } = body
        const { from = instantAt(instantMs(to) - defaultMs) } = body
        currencyExponent(currency)
        if (from >= to) refuse('#/from', `is not before ${to}; begin earlier`)
        const { simulatedOrdersMax } = ctx.options
        const ordersMax = Math.min(body.ordersMax ?? simulatedOrdersMax, simulatedOrdersMax)
        const change = await changeOf(ctx.db, { ctx, parts }, body, currency)
        const asked = { from, to, currency, channelId, ordersMax }
        const { hasModel, unitsWithoutCost, worst, before, after, ...seen } = await simulate(
          ctx,
          parts,
          asked,
          change
        )
        const assumptions = [
          'the same units are sold',
          ...change.assumptions,
          'costs and profit models are those of today',
          ...(hasModel ? [] : ['there is no profit model in this currency: margins are CM1'])
        ]
        const answer = { currency, from, to, ...seen, assumptions }
        if (request.can('catalog:cost')) {
          return { ...answer, unitsWithoutCost, worst, before, after }
        }
        return {
          ...answer,
          before: { revenueMinor: before.revenueMinor },
          after: { revenueMinor: after.revenueMinor }
        }
      }
    )
  }
}

/** Errors: PRICING_INVALID. */
async function changeOf(
  db: Reader,
  scope: PricingScope,
  { prices, promotion }: SimulationBodyShape,
  currency: string
): Promise<SimulatedChange> {
  if (prices && !promotion) {
    const variants = await requireSkus(
      db,
      scope.parts.catalog,
      prices,
      (index) => `#/prices/${index}/sku`
    )
    return withPrices(
      new Map(prices.map(({ sku, unitPriceMinor }) => [variants.get(sku)!.id, unitPriceMinor]))
    )
  }
  if (!promotion || prices) refuse('#', 'give one of prices and promotion')
  if (promotion.currency !== currency) {
    refuse('#/promotion/currency', `is not ${currency}, the currency of the orders; make them one`)
  }
  const gifts = await requireSkus(
    db,
    scope.parts.catalog,
    giftsOf(promotion),
    (index) => `#/promotion/reward/gifts/${index}/sku`
  )
  const giftIds = new Map([...gifts].map(([sku, { id }]) => [sku, id]))
  return withPromotion(scope, { ...promotion, id: 'prm_simulated', version: 1 }, giftIds)
}

function giftsOf({ reward }: PromotionInputShape): readonly { sku: string }[] {
  return reward.kind === 'gift' ? reward.gifts : []
}

function refuse(field: string, reason: string): never {
  throw new PricingInvalid({ field, reason })
}
