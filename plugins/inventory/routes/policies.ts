import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { NotFound } from '#core/http/errors'
import { PageOf, PageQuery, skuCharactersMax } from '#core/http/schemas'
import type { PluginContext } from '#core/plugin'
import type { Tx } from '#core/transaction'
import { levelsPage, policiesPage, shortLevelsPage } from '../repository/lists.ts'
import { variantsById } from '../repository/variants.ts'
import {
  CoverShape,
  PoliciesBody,
  PolicyBody,
  PolicyParams,
  PolicyShape,
  SuggestionShape
} from '../schema.ts'
import { demandOf, windowBefore } from '../service/demand.ts'
import type { Policies } from '../service/policies.ts'
import { toCover, toSuggestion } from '../service/replenishment.ts'
import { toPolicyAnswer } from './answers.ts'
import { read, write } from './permissions.ts'

const PlanQuery = Type.Object(
  {
    ...PageQuery.properties,
    sku: Type.Optional(Type.String({ maxLength: skuCharactersMax })),
    locationId: Type.Optional(Type.String({ maxLength: 128 }))
  },
  { additionalProperties: false }
)

/** Stock policies, days of cover and what to order. */
export function policyRoutes(
  ctx: PluginContext,
  policies: Policies,
  demandWindowDays: number
): FastifyPluginAsyncTypebox {
  const skuOf = async (tx: Tx, variantId: string) => {
    const variant = (await variantsById(tx, [variantId])).get(variantId)
    if (!variant) throw new NotFound({ what: 'variant', id: variantId })
    return variant.sku
  }
  return async (app) => {
    app.get(
      '/stock-policies',
      {
        ...read,
        schema: {
          operationId: 'listStockPolicies',
          summary: 'List stock policies by SKU and location',
          querystring: PlanQuery,
          response: { 200: PageOf(PolicyShape) }
        }
      },
      async (request) => {
        const { sku, locationId, ...paging } = request.query
        const page = await policiesPage(ctx.db, { sku, locationId }, paging)
        return { ...page, data: page.data.map((row) => toPolicyAnswer(row, row.sku)) }
      }
    )
    app.put(
      '/stock-policies',
      {
        ...write,
        schema: {
          operationId: 'saveStockPolicies',
          summary: 'Set the policies of many SKUs: all of them, or none',
          body: PoliciesBody,
          response: { 200: Type.Object({ data: Type.Array(PolicyShape) }) }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const rows = await policies.save(tx, request.body.items)
          const variants = await variantsById(
            tx,
            rows.map((row) => row.variantId)
          )
          return {
            data: rows.map((row) => toPolicyAnswer(row, variants.get(row.variantId)!.sku))
          }
        })
    )
    app.put(
      '/stock-policies/:variantId/:locationId',
      {
        ...write,
        schema: {
          operationId: 'saveStockPolicy',
          summary: 'Set how a SKU is kept in stock at a location',
          params: PolicyParams,
          body: PolicyBody,
          response: { 200: PolicyShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const { variantId, locationId } = request.params
          const sku = await skuOf(tx, variantId)
          const input = { ...request.body, sku, locationId }
          const [row] = await policies.save(tx, [input], request.ifMatch())
          return toPolicyAnswer(row!, sku)
        })
    )
    app.delete(
      '/stock-policies/:variantId/:locationId',
      {
        ...write,
        schema: {
          operationId: 'deleteStockPolicy',
          summary: 'End a stock policy and the alerts that stand because of it',
          params: PolicyParams,
          response: { 204: Type.Null() }
        }
      },
      (request, reply) =>
        reply.write(204, (tx) =>
          policies.remove(tx, request.params.variantId, request.params.locationId)
        )
    )
    app.get(
      '/stock/cover',
      {
        ...read,
        schema: {
          operationId: 'listStockCover',
          summary: 'Days that stock lasts at the pace of the last weeks',
          querystring: PlanQuery,
          response: { 200: PageOf(CoverShape) }
        }
      },
      async (request) => {
        const { sku, locationId, ...paging } = request.query
        const page = await levelsPage(ctx.db, { sku, locationId }, paging)
        const variantIds = [...new Set(page.data.map((level) => level.variantId))]
        const window = windowBefore(ctx.clock.now(), ctx.shop, demandWindowDays)
        const demand = await demandOf(ctx.db, variantIds, window)
        const toAnswer = (level: (typeof page.data)[number]) =>
          toCover(level, demand(level.variantId, level.locationId))
        return { ...page, data: page.data.map(toAnswer) }
      }
    )
    app.get(
      '/stock/replenishment',
      {
        ...read,
        schema: {
          operationId: 'listReplenishment',
          summary: 'What to order, how much, and why',
          querystring: Type.Omit(PlanQuery, ['sku'], { additionalProperties: false }),
          response: { 200: PageOf(SuggestionShape) }
        }
      },
      async (request) => {
        const { locationId, ...paging } = request.query
        const page = await shortLevelsPage(ctx.db, { locationId }, paging)
        return { ...page, data: page.data.map(toSuggestion) }
      }
    )
  }
}
