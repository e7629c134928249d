import { Readable } from 'node:stream'
import { Type } from 'typebox'
import { BatchOf, BatchOutcomes } from '#core/http/batch'
import { NotFound } from '#core/http/errors'
import { readIdempotencyKey } from '#core/http/idempotency'
import { IdParams, PageOf } from '#core/http/schemas'
import type { Origin } from '#core/transaction'
import { editOrder } from '../actions/edit.ts'
import { loadOrder } from '../actions/load.ts'
import { exportCsv, exportNdjson } from '../export.ts'
import { directChannelId, placeOrder } from '../place.ts'
import { presentDetail, presentOrder, presentTimeline } from '../present.ts'
import { admitted } from '../price.ts'
import { readOrder, readOrders } from '../read.ts'
import { findOrder, listEvents } from '../repository/lists.ts'
import {
  BatchOrderInput,
  ExportQuery,
  OrderDetailShape,
  OrderInput,
  type OrderInputShape,
  OrderPatch,
  OrderShape,
  OrdersQuery,
  TimelineShape
} from '../schema.ts'
import { answerWith, type OrdersScope, viewerOf } from './scope.ts'

/** Orders that are placed at once share what they put off. */
const placement = 'orders.place'

/** Placing, reading and editing orders. */
export function orderRoutes({ ctx, parts, pricing }: OrdersScope): void {
  const placing = { ...parts, pricing, currency: ctx.shop.currency }
  const admissionOf = (
    input: OrderInputShape,
    { origin, idempotencyKey }: { origin: Origin; idempotencyKey: string | null }
  ) => ({
    ...{ input, origin, idempotencyKey },
    channelId: directChannelId,
    currency: ctx.shop.currency
  })
  ctx.routes(async (app) => {
    app.post(
      '/orders',
      {
        config: { permission: 'orders:write', idempotency: 'required' },
        schema: {
          operationId: 'placeOrder',
          summary: 'Place an order; its stock is claimed at once, or there is no order',
          body: OrderInput,
          response: { 201: OrderShape }
        }
      },
      (request, reply) => {
        const { body, origin } = request
        const idempotencyKey = readIdempotencyKey(request)
        return admitted(pricing, admissionOf(body, { origin, idempotencyKey }), () =>
          reply.write(
            201,
            async (tx) => {
              const { row, lines } = await placeOrder(tx, placing, body)
              return presentOrder(row, lines, [], viewerOf(request))
            },
            placement
          )
        )
      }
    )
    app.post(
      '/orders/batch',
      {
        config: { permission: 'orders:write' },
        schema: {
          operationId: 'placeOrders',
          summary: 'Place many orders, each for itself; one that is there already is refused',
          body: BatchOf(BatchOrderInput),
          response: { 200: BatchOutcomes(OrderShape) }
        }
      },
      (request, reply) =>
        reply.batch(
          request.body.items,
          async (tx, item) => {
            const { row, lines } = await placeOrder(tx, placing, item)
            return presentOrder(row, lines, [], viewerOf(request))
          },
          {
            kind: placement,
            around: (item, idempotencyKey, place) =>
              admitted(
                pricing,
                admissionOf(item, { origin: request.origin, idempotencyKey }),
                place
              )
          }
        )
    )
    app.get(
      '/orders',
      {
        config: { permission: 'orders:read' },
        schema: {
          operationId: 'listOrders',
          summary: 'List orders with their lines, newest first',
          querystring: OrdersQuery,
          response: { 200: PageOf(OrderShape) }
        }
      },
      (request) => {
        const { limit, after, ...filters } = request.query
        return readOrders(ctx.db, filters, { limit, after }, viewerOf(request))
      }
    )
    app.get(
      '/orders/export',
      {
        config: { permission: 'orders:read' },
        schema: {
          operationId: 'exportOrders',
          summary: 'Export orders as a stream: NDJSON, or CSV with one row an order line',
          querystring: ExportQuery,
          produces: ['application/x-ndjson', 'text/csv']
        }
      },
      (request, reply) => {
        const { format, ...filters } = request.query
        const write = format === 'csv' ? exportCsv : exportNdjson
        const type = format === 'csv' ? 'text/csv' : 'application/x-ndjson'
        reply.type(`${type}; charset=utf-8`)
        reply.header('content-disposition', `attachment; filename="orders.${format}"`)
        return reply.send(Readable.from(write(ctx.db, filters, viewerOf(request))))
      }
    )
    app.get(
      '/orders/:id',
      {
        config: { permission: 'orders:read' },
        schema: {
          operationId: 'getOrder',
          summary: 'Read an order with payments, shipments and exceptions',
          params: IdParams,
          response: { 200: OrderDetailShape }
        }
      },
      async (request, reply) => {
        const found = await readOrder(ctx.db, request.params.id)
        return reply.sendVersioned(presentDetail(found, viewerOf(request)))
      }
    )
    app.get(
      '/orders/:id/timeline',
      {
        config: { permission: 'orders:read' },
        schema: {
          operationId: 'getOrderTimeline',
          summary: 'Read what has happened to an order, oldest first',
          params: IdParams,
          response: { 200: Type.Object({ data: Type.Array(TimelineShape) }) }
        }
      },
      async (request) => {
        const { id } = request.params
        const row = await findOrder(ctx.db, id)
        if (!row) throw new NotFound({ what: 'order', id })
        return { data: presentTimeline(row, await listEvents(ctx.db, id)) }
      }
    )
    app.patch(
      '/orders/:id',
      {
        config: { permission: 'orders:write' },
        schema: {
          operationId: 'editOrder',
          summary: 'Change the note or the flags of an order',
          params: IdParams,
          body: OrderPatch,
          response: { 200: OrderShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const record = await loadOrder(tx, request.params.id, request.ifMatch())
          return answerWith(tx, await editOrder(tx, parts, record, request.body), request)
        })
    )
  })
}
