import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import type { PluginContext } from '#core/plugin'
import { locationsPage } from '../repository/lists.ts'
import { findLocation } from '../repository/locations.ts'
import { LocationBody, LocationPatch, LocationShape } from '../schema.ts'
import { changeLocation, createLocation, removeLocation } from '../service/locations.ts'
import { toLocationAnswer } from './answers.ts'
import { read, write } from './permissions.ts'

/** Where stock is kept. */
export function locationRoutes(ctx: PluginContext): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/locations',
      {
        ...read,
        schema: {
          operationId: 'listLocations',
          summary: 'List locations in order of priority',
          querystring: PageQuery,
          response: { 200: PageOf(LocationShape) }
        }
      },
      async (request) => {
        const page = await locationsPage(ctx.db, request.query)
        return { ...page, data: page.data.map(toLocationAnswer) }
      }
    )
    app.get(
      '/locations/:id',
      {
        ...read,
        schema: {
          operationId: 'getLocation',
          summary: 'Read a location',
          params: IdParams,
          response: { 200: LocationShape }
        }
      },
      async (request, reply) => {
        const row = await findLocation(ctx.db, request.params.id)
        if (!row) throw new NotFound({ what: 'location', id: request.params.id })
        return reply.sendVersioned(toLocationAnswer(row))
      }
    )
    app.post(
      '/locations',
      {
        ...write,
        schema: {
          operationId: 'createLocation',
          summary: 'Add a location',
          body: LocationBody,
          response: { 201: LocationShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => toLocationAnswer(await createLocation(tx, request.body)))
    )
    app.patch(
      '/locations/:id',
      {
        ...write,
        schema: {
          operationId: 'changeLocation',
          summary: 'Rename a location, change its priority, or switch it on or off',
          params: IdParams,
          body: LocationPatch,
          response: { 200: LocationShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) =>
          toLocationAnswer(
            await changeLocation(tx, request.params.id, request.body, request.ifMatch())
          )
        )
    )
    app.delete(
      '/locations/:id',
      {
        ...write,
        schema: {
          operationId: 'deleteLocation',
          summary: 'Delete a location that was never used',
          params: IdParams,
          response: { 204: Type.Null() }
        }
      },
      (request, reply) => reply.write(204, (tx) => removeLocation(tx, request.params.id))
    )
  }
}
