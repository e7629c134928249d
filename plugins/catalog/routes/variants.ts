import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { IdParams, PageOf } from '#core/http/schemas'
import { normalizeGtin } from '../gtin.ts'
import { NewVariant, PricesBody, VariantChange, VariantQuery, VariantShape } from '../schema.ts'
import { listVariants, readVariant } from '../service/read.ts'
import { changeVariant, createVariant, removeVariant, replacePrices } from '../service/variants.ts'
import { assertCostAllowed, type CatalogScope, viewerOf } from './scope.ts'

/** Variants and their prices. */
export function variantRoutes(scope: CatalogScope): FastifyPluginAsyncTypebox {
  const { ctx, rules } = scope
  return async (app) => {
    app.get(
      '/variants',
      {
        config: { permission: 'catalog:read' },
        schema: {
          operationId: 'listVariants',
          summary: 'List variants, or look them up by SKU or GTIN',
          querystring: VariantQuery,
          response: { 200: PageOf(VariantShape) }
        }
      },
      (request) => {
        const { gtin, ...query } = request.query
        const lookup = gtin === undefined ? query : { ...query, gtin: normalizeGtin(gtin) }
        return listVariants(ctx.db, viewerOf(scope, request), lookup)
      }
    )
    app.get(
      '/variants/:id',
      {
        config: { permission: 'catalog:read' },
        schema: {
          operationId: 'getVariant',
          summary: 'Read one variant with prices and stock',
          params: IdParams,
          response: { 200: VariantShape }
        }
      },
      async (request, reply) =>
        reply.sendVersioned(await readVariant(ctx.db, viewerOf(scope, request), request.params.id))
    )
    app.post(
      '/products/:id/variants',
      {
        config: { permission: 'catalog:write' },
        schema: {
          operationId: 'createVariant',
          summary: 'Add a variant to a product',
          params: IdParams,
          body: NewVariant,
          response: { 201: VariantShape }
        }
      },
      (request, reply) => {
        assertCostAllowed(request, [request.body])
        return reply.write(201, async (tx) => {
          const id = await createVariant(tx, rules, request.params.id, request.body)
          return readVariant(tx, viewerOf(scope, request), id)
        })
      }
    )
    app.patch(
      '/variants/:id',
      {
        config: { permission: 'catalog:write' },
        schema: {
          operationId: 'updateVariant',
          summary: 'Change a variant; what is not given stays',
          params: IdParams,
          body: VariantChange,
          response: { 200: VariantShape }
        }
      },
      (request, reply) => {
        assertCostAllowed(request, [request.body])
        const { id } = request.params
        const change = { id, given: request.body, expectedVersion: request.ifMatch() }
        return reply.write(200, async (tx) => {
          await changeVariant(tx, rules, change)
          return readVariant(tx, viewerOf(scope, request), id)
        })
      }
    )
    app.put(
      '/variants/:id/prices',
      {
        config: { permission: 'catalog:write' },
        schema: {
          operationId: 'replacePrices',
          summary: "Make these a variant's prices; other currencies are gone",
          params: IdParams,
          body: PricesBody,
          response: { 200: VariantShape }
        }
      },
      (request, reply) => {
        const { id } = request.params
        const { prices } = request.body
        const change = { id, prices, expectedVersion: request.ifMatch() }
        return reply.write(200, async (tx) => {
          await replacePrices(tx, rules, change)
          return readVariant(tx, viewerOf(scope, request), id)
        })
      }
    )
    app.delete(
      '/variants/:id',
      {
        config: { permission: 'catalog:write' },
        schema: {
          operationId: 'deleteVariant',
          summary: 'Delete a variant of a draft',
          params: IdParams,
          response: { 204: Type.Null() }
        }
      },
      (request, reply) =>
        reply.write(204, (tx) => removeVariant(tx, rules, request.params.id, request.ifMatch()))
    )
  }
}
