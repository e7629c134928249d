import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { pageOf } from '#core/database/keyset'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import type { PricingScope } from '../scope.ts'
import type { PriceListRow } from '../tables.ts'
import { namesFrom } from './price-for.ts'
import {
  EntriesBody,
  EntryShape,
  PriceListChange,
  PriceListInput,
  PriceListShape
} from './schema.ts'
import { changeEntries, changeList, createList, readList, removeList } from './service.ts'

const read = { permission: 'pricing:read' } as const
const write = { permission: 'pricing:write' } as const

/** Price lists and the prices in them. */
export function priceListRoutes({ ctx, parts }: PricingScope): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/price-lists',
      {
        config: read,
        schema: {
          operationId: 'listPriceLists',
          summary: 'List price lists',
          querystring: PageQuery,
          response: { 200: PageOf(PriceListShape) }
        }
      },
      async (request) => {
        const query = ctx.db.selectFrom('priceLists').selectAll()
        const page = await pageOf(query, { list: 'price-lists', sort: ['id'], ...request.query })
        return { ...page, data: page.data.map(toAnswer) }
      }
    )
    app.get(
      '/price-lists/:id',
      {
        config: read,
        schema: {
          operationId: 'getPriceList',
          summary: 'Read a price list',
          params: IdParams,
          response: { 200: PriceListShape }
        }
      },
      async (request, reply) =>
        reply.sendVersioned(toAnswer(await readList(ctx.db, request.params.id)))
    )
    app.post(
      '/price-lists',
      {
        config: write,
        schema: {
          operationId: 'createPriceList',
          summary: 'Make a price list; its prices are set afterwards',
          body: PriceListInput,
          response: { 201: PriceListShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => toAnswer(await createList(tx, parts, request.body)))
    )
    app.patch(
      '/price-lists/:id',
      {
        config: write,
        schema: {
          operationId: 'updatePriceList',
          summary: 'Change a price list; what is not given stays',
          params: IdParams,
          body: PriceListChange,
          response: { 200: PriceListShape }
        }
      },
      (request, reply) => {
        const { id } = request.params
        const change = { id, given: request.body, expectedVersion: request.ifMatch() }
        return reply.write(200, async (tx) => toAnswer(await changeList(tx, parts, change)))
      }
    )
    app.delete(
      '/price-lists/:id',
      {
        config: write,
        schema: {
          operationId: 'deletePriceList',
          summary: 'Delete a price list with its prices',
          params: IdParams,
          response: { 204: Type.Null() }
        }
      },
      (request, reply) =>
        reply.write(204, (tx) => removeList(tx, request.params.id, request.ifMatch()))
    )
    app.get(
      '/price-lists/:id/prices',
      {
        config: read,
        schema: {
          operationId: 'listPriceListPrices',
          summary: 'List the prices of a price list',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(EntryShape) }
        }
      },
      async (request) => {
        const { id } = await readList(ctx.db, request.params.id)
        const page = await pageOf(
          ctx.db.selectFrom('priceListEntries').selectAll().where('listId', '=', id),
          { list: `price-list ${id}`, sort: ['variantId', 'minQuantity'], ...request.query }
        )
        const variantIds = page.data.map(({ variantId }) => variantId)
        const variants = await parts.catalog.variantsById(ctx.db, variantIds)
        const skuOf = (variantId: string) => variants.get(variantId)?.sku ?? null
        return { ...page, data: page.data.map((row) => ({ ...row, sku: skuOf(row.variantId) })) }
      }
    )
    app.put(
      '/price-lists/:id/prices',
      {
        config: write,
        schema: {
          operationId: 'savePriceListPrices',
          summary: 'Set prices of a price list, or take them out; the others stay',
          params: IdParams,
          body: EntriesBody,
          response: { 200: PriceListShape }
        }
      },
      (request, reply) => {
        const change = {
          id: request.params.id,
          items: request.body.items,
          expectedVersion: request.ifMatch()
        }
        return reply.write(200, async (tx) => toAnswer(await changeEntries(tx, parts, change)))
      }
    )
  }
}

function toAnswer(row: PriceListRow) {
  return {
    ...row,
    channels: namesFrom(row.channels),
    segments: namesFrom(row.segments),
    tiers: namesFrom(row.tiers),
    isEnabled: row.isEnabled === 1
  }
}
