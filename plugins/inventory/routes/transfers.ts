import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { NotFound } from '#core/http/errors'
import { IdParams, OneOf, PageOf, PageQuery } from '#core/http/schemas'
import type { PluginContext } from '#core/plugin'
import { groupBy } from '../group-by.ts'
import { transfersPage } from '../repository/lists.ts'
import { findTransfer, transferLinesOf } from '../repository/transfers.ts'
import { ArrivalBody, TransferBody, TransferShape } from '../schema.ts'
import type { Transfers } from '../service/transfers.ts'
import { transferStates } from '../tables.ts'
import { once, read } from './permissions.ts'

/** Stock on its way from one location to another. */
export function transferRoutes(
  ctx: PluginContext,
  transfers: Transfers
): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/transfers',
      {
        ...read,
        schema: {
          operationId: 'listTransfers',
          summary: 'List transfers, newest first',
          querystring: Type.Object(
            { ...PageQuery.properties, state: Type.Optional(OneOf(transferStates)) },
            { additionalProperties: false }
          ),
          response: { 200: PageOf(TransferShape) }
        }
      },
      async (request) => {
        const { state, ...paging } = request.query
        const page = await transfersPage(ctx.db, { state }, paging)
        const ids = page.data.map((row) => row.id)
        const lines = groupBy(await transferLinesOf(ctx.db, ids), (line) => line.transferId)
        return {
          ...page,
          data: page.data.map((row) => ({ ...row, lines: lines.get(row.id) ?? [] }))
        }
      }
    )
    app.get(
      '/transfers/:id',
      {
        ...read,
        schema: {
          operationId: 'getTransfer',
          summary: 'Read a transfer',
          params: IdParams,
          response: { 200: TransferShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const row = await findTransfer(ctx.db, id)
        if (!row) throw new NotFound({ what: 'transfer', id })
        const transfer = { ...row, lines: await transferLinesOf(ctx.db, [id]) }
        return reply.sendVersioned(transfer)
      }
    )
    app.post(
      '/transfers',
      {
        ...once,
        schema: {
          operationId: 'shipTransfer',
          summary: 'Send stock from one location to another',
          body: TransferBody,
          response: { 201: TransferShape }
        }
      },
      (request, reply) => reply.write(201, (tx) => transfers.ship(tx, request.body))
    )
    app.post(
      '/transfers/:id/receive',
      {
        ...once,
        schema: {
          operationId: 'receiveTransfer',
          summary: 'Book in what has arrived: everything, or some of it',
          params: IdParams,
          body: ArrivalBody,
          response: { 200: TransferShape }
        }
      },
      (request, reply) =>
        reply.write(200, (tx) => transfers.receive(tx, request.params.id, request.body))
    )
  }
}
