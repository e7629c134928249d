import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { IdParams } from '#core/http/schemas'
import { MediaParams, MediaShape, NewMedia } from '../schema.ts'
import { addMedia, removeMedia } from '../service/media.ts'
import { presentMedia } from '../service/present.ts'
import type { CatalogScope } from './scope.ts'

/** Images of products. */
export function mediaRoutes({ rules }: CatalogScope): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/products/:id/media',
      {
        config: { permission: 'catalog:write' },
        schema: {
          operationId: 'addMedia',
          summary: 'Add an image to a product',
          params: IdParams,
          body: NewMedia,
          response: { 201: MediaShape }
        }
      },
      (request, reply) => {
        const expectedVersion = request.ifMatch()
        const change = { productId: request.params.id, given: request.body, expectedVersion }
        return reply.write(201, async (tx) => presentMedia(await addMedia(tx, rules, change)))
      }
    )
    app.delete(
      '/products/:id/media/:mediaId',
      {
        config: { permission: 'catalog:write' },
        schema: {
          operationId: 'removeMedia',
          summary: 'Take an image off a product',
          params: MediaParams,
          response: { 204: Type.Null() }
        }
      },
      (request, reply) => {
        const { id, mediaId } = request.params
        const change = { productId: id, mediaId, expectedVersion: request.ifMatch() }
        return reply.write(204, (tx) => removeMedia(tx, rules, change))
      }
    )
  }
}
