import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { pageOf } from '#core/database/keyset'
import { BatchOf, BatchOutcomes } from '#core/http/batch'
import { IdParams, PageOf } from '#core/http/schemas'
import {
  ListingChangeShape,
  ListingPolicyShape,
  ListingQuery,
  ListingShape,
  NewListingShape
} from '../schema.ts'
import type { Channels } from '../service.ts'
import { toListing } from '../view.ts'

const read = { permission: 'channels:read' } as const
const write = { permission: 'channels:write' } as const

/** What channels call our SKUs, and how much of our stock each shows. */
export function listingRoutes(channels: Channels): FastifyPluginAsyncTypebox {
  const { db } = channels.host
  return async (app) => {
    app.get(
      '/listings',
      {
        config: read,
        schema: {
          operationId: 'listListings',
          summary: 'List listings of all channels',
          querystring: ListingQuery,
          response: { 200: PageOf(ListingShape) }
        }
      },
      async (request) => {
        const { channelId, sku, ...paging } = request.query
        let query = db.selectFrom('channelListings').selectAll()
        if (channelId) query = query.where('channelId', '=', channelId)
        if (sku) query = query.where('sku', '=', sku)
        const page = await pageOf(query, { list: 'listings', sort: ['id'], ...paging })
        return { ...page, data: page.data.map(toListing) }
      }
    )
    app.get(
      '/listings/:id',
      {
        config: read,
        schema: {
          operationId: 'getListing',
          summary: 'Read one listing',
          params: IdParams,
          response: { 200: ListingShape }
        }
      },
      async (request, reply) =>
        reply.sendVersioned(toListing(await channels.listings.get(db, request.params.id)))
    )
    app.post(
      '/listings',
      {
        config: write,
        schema: {
          operationId: 'createListing',
          summary: 'Say what a channel calls one of our SKUs; one that is there gets the new SKU',
          body: NewListingShape,
          response: { 201: ListingShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => toListing(await channels.listings.put(tx, request.body)))
    )
    app.post(
      '/listings/batch',
      {
        config: write,
        schema: {
          operationId: 'createListings',
          summary: 'Say what channels call our SKUs, many at once',
          body: BatchOf(NewListingShape),
          response: { 200: BatchOutcomes(ListingShape) }
        }
      },
      (request, reply) =>
        reply.batch(request.body.items, async (tx, item) =>
          toListing(await channels.listings.put(tx, item))
        )
    )
    app.patch(
      '/listings/:id',
      {
        config: write,
        schema: {
          operationId: 'changeListing',
          summary: 'Change the state or SKU of a listing',
          params: IdParams,
          body: ListingChangeShape,
          response: { 200: ListingShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const { id } = request.params
          return toListing(await channels.listings.change(tx, id, request.body, request.ifMatch()))
        })
    )
    app.put(
      '/listings/:id/policy',
      {
        config: write,
        schema: {
          operationId: 'setListingPolicy',
          summary: 'Set how much of our stock a listing shows; null: as its channel',
          params: IdParams,
          body: ListingPolicyShape,
          response: { 200: ListingShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const { stopSell, ...units } = request.body
          const change = { ...units, stopSell: stopSell === null ? null : Number(stopSell) }
          const { id } = request.params
          return toListing(await channels.listings.change(tx, id, change, request.ifMatch()))
        })
    )
  }
}
