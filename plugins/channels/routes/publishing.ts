import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { IdParams } from '#core/http/schemas'
import type { Channels } from '../service.ts'
import {
  CheckShape,
  PublishShape,
  ShownListingsShape,
  StatesShape,
  toWrite,
  WritesShape
} from '../writes/schema.ts'
import { channelOr404 } from './channels.ts'

const publish = { permission: 'channels:publish' } as const

/** What is offered on a platform. */
export function publishingRoutes(channels: Channels): FastifyPluginAsyncTypebox {
  const { writes } = channels
  return async (app) => {
    app.post(
      '/channels/:id/listings/publish',
      {
        config: publish,
        schema: {
          operationId: 'publishListings',
          summary: 'Offer SKUs on a platform as the catalog has them, or bring listings up to date',
          params: IdParams,
          body: PublishShape,
          response: { 202: WritesShape }
        }
      },
      (request, reply) =>
        reply.write(202, async (tx) => {
          const channel = await channelOr404(tx, request.params.id)
          const rows = await writes.publish(tx, channel, request.body)
          return { writes: rows.map(toWrite) }
        })
    )
    app.post(
      '/channels/:id/listings/state',
      {
        config: publish,
        schema: {
          operationId: 'setListingStates',
          summary: 'Let listings be bought on a platform, or pause them',
          params: IdParams,
          body: StatesShape,
          response: { 202: WritesShape }
        }
      },
      (request, reply) =>
        reply.write(202, async (tx) => {
          const channel = await channelOr404(tx, request.params.id)
          const { externalListingIds, state } = request.body
          const rows = await writes.setStates(tx, channel, { externalListingIds, state })
          return { writes: rows.map(toWrite) }
        })
    )
    app.post(
      '/channels/:id/listings/check',
      {
        // It spends the account's budget: who reads does not.
        config: publish,
        schema: {
          operationId: 'checkListings',
          summary: 'Ask a platform what its listings show now',
          params: IdParams,
          body: CheckShape,
          response: { 200: ShownListingsShape }
        }
      },
      async (request) => {
        const channel = await channelOr404(channels.host.db, request.params.id)
        return { listings: await writes.check(channel, request.body.externalListingIds) }
      }
    )
  }
}
