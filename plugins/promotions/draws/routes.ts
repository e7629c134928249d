import { IdParams, PageOf } from '#core/http/schemas'
import type { PromotionsScope } from '../scope.ts'
import { DrawInput } from './definition.ts'
import { presentDraw, shownDraw } from './present.ts'
import { listDraws } from './repository.ts'
import { DrawDetailShape, DrawShape, DrawsQuery, ReasonBody } from './schema.ts'
import { cancelDraw, createDraw, drawNow } from './write.ts'

/** Draws as people write and step them. */
export function drawRoutes(scope: PromotionsScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/draws',
      {
        config: { permission: 'draws:read' },
        schema: {
          operationId: 'listDraws',
          summary: 'List prize draws, newest first',
          querystring: DrawsQuery,
          response: { 200: PageOf(DrawShape) }
        }
      },
      async (request) => {
        const { state, ...paging } = request.query
        const page = await listDraws(ctx.db, { state }, paging)
        return { ...page, data: page.data.map(presentDraw) }
      }
    )
    app.post(
      '/draws',
      {
        config: { permission: 'draws:write' },
        schema: {
          operationId: 'createDraw',
          summary: 'Write a prize draw; what commits to its secret seed is published with it',
          body: DrawInput,
          response: { 201: DrawDetailShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => shownDraw(tx, await createDraw(scope, tx, request.body)))
    )
    app.get(
      '/draws/:id',
      {
        config: { permission: 'draws:read' },
        schema: {
          operationId: 'getDraw',
          summary: 'Read a prize draw, with what has become of its prizes',
          params: IdParams,
          response: { 200: DrawDetailShape }
        }
      },
      async (request, reply) => reply.sendVersioned(await shownDraw(ctx.db, request.params.id))
    )
    app.post(
      '/draws/:id/draw',
      {
        config: { permission: 'draws:write' },
        schema: {
          operationId: 'drawNow',
          summary: 'Let a draw that takes no more entries be drawn before its time, by a job; once',
          params: IdParams,
          response: { 202: DrawDetailShape }
        }
      },
      (request, reply) => {
        const { id } = request.params
        const expected = request.ifMatch()
        return reply.write(202, async (tx) => {
          await drawNow(tx, { id, expected })
          return shownDraw(tx, id)
        })
      }
    )
    app.post(
      '/draws/:id/cancel',
      {
        config: { permission: 'draws:write' },
        schema: {
          operationId: 'cancelDraw',
          summary: 'Cancel a draw that is not drawn',
          params: IdParams,
          body: ReasonBody,
          response: { 200: DrawDetailShape }
        }
      },
      (request, reply) => {
        const { id } = request.params
        const change = { id, expected: request.ifMatch(), reason: request.body.reason }
        return reply.write(200, async (tx) => {
          await cancelDraw(scope, tx, change)
          return shownDraw(tx, id)
        })
      }
    )
  })
}
