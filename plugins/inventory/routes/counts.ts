import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { NotFound } from '#core/http/errors'
import { IdParams, OneOf, PageOf, PageQuery } from '#core/http/schemas'
import type { PluginContext } from '#core/plugin'
import type { Tx } from '#core/transaction'
import { countLinesOf, findCount } from '../repository/counts.ts'
import { countsPage } from '../repository/lists.ts'
import { defaultLocationId } from '../repository/locations.ts'
import { CountBody, CountLinesBody, CountShape } from '../schema.ts'
import {
  type Counts,
  type CountTolerance,
  isOverTolerance,
  type StockCount
} from '../service/counts.ts'
import { countStates } from '../tables.ts'
import { read, write } from './permissions.ts'

/** Cycle counts. */
export function countRoutes(
  ctx: PluginContext,
  counts: Counts,
  tolerance: CountTolerance
): FastifyPluginAsyncTypebox {
  const toAnswer = ({ lines, ...count }: StockCount) => ({
    ...count,
    lines: lines.map((line) => ({
      ...line,
      variance:
        line.counted === null || line.expected === null ? null : line.counted - line.expected,
      isOverTolerance: isOverTolerance(line, tolerance)
    }))
  })
  const answer = (act: (tx: Tx) => Promise<StockCount>) => async (tx: Tx) => toAnswer(await act(tx))

  return async (app) => {
    app.get(
      '/stock-counts',
      {
        ...read,
        schema: {
          operationId: 'listStockCounts',
          summary: 'List stock counts, newest first',
          querystring: Type.Object(
            { ...PageQuery.properties, state: Type.Optional(OneOf(countStates)) },
            { additionalProperties: false }
          ),
          response: { 200: PageOf(Type.Omit(CountShape, ['lines'])) }
        }
      },
      async (request) => {
        const { state, ...paging } = request.query
        return countsPage(ctx.db, { state }, paging)
      }
    )
    app.get(
      '/stock-counts/:id',
      {
        ...read,
        schema: {
          operationId: 'getStockCount',
          summary: 'Read a stock count with its lines',
          params: IdParams,
          response: { 200: CountShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const row = await findCount(ctx.db, id)
        if (!row) throw new NotFound({ what: 'stock count', id })
        const lines = await countLinesOf(ctx.db, [id])
        return reply.sendVersioned(toAnswer({ ...row, lines }))
      }
    )
    app.post(
      '/stock-counts',
      {
        ...write,
        schema: {
          operationId: 'planStockCount',
          summary: 'Plan a count of some SKUs, or of a whole location',
          body: CountBody,
          response: { 201: CountShape }
        }
      },
      (request, reply) => {
        const { locationId = defaultLocationId, skus, note } = request.body
        return reply.write(
          201,
          answer((tx) => counts.plan(tx, { locationId, skus, note }))
        )
      }
    )
    app.post(
      '/stock-counts/:id/lines',
      {
        ...write,
        schema: {
          operationId: 'recordStockCount',
          summary: 'Record what was counted; a line counted again replaces the first counting',
          params: IdParams,
          body: CountLinesBody,
          response: { 200: CountShape }
        }
      },
      (request, reply) =>
        reply.write(
          200,
          answer((tx) => counts.record(tx, request.params.id, request.body.lines))
        )
    )
    app.post(
      '/stock-counts/:id/approve',
      {
        ...write,
        schema: {
          operationId: 'approveStockCount',
          summary: 'Book the variance; beyond the tolerance this takes somebody else',
          params: IdParams,
          response: { 200: CountShape }
        }
      },
      (request, reply) =>
        reply.write(
          200,
          answer((tx) =>
            counts.approve(tx, request.params.id, {
              canApprove: request.can('inventory:approve')
            })
          )
        )
    )
    app.post(
      '/stock-counts/:id/cancel',
      {
        ...write,
        schema: {
          operationId: 'cancelStockCount',
          summary: 'End a count without booking anything',
          params: IdParams,
          response: { 200: CountShape }
        }
      },
      (request, reply) =>
        reply.write(
          200,
          answer((tx) => counts.cancel(tx, request.params.id))
        )
    )
  }
}
