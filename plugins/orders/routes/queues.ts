import { IdParams, PageOf } from '#core/http/schemas'
import { resolveException } from '../actions/resolve.ts'
import { presentCreditNote, presentException } from '../present.ts'
import { creditLinesOf } from '../repository/credit-notes.ts'
import { listCreditNotes, listExceptions } from '../repository/lists.ts'
import {
  CreditNoteShape,
  CreditNotesQuery,
  ExceptionShape,
  ExceptionsQuery,
  ResolveInput
} from '../schema.ts'
import type { OrdersScope } from './scope.ts'

/** The queue of exceptions, and credit notes. */
export function queueRoutes({ ctx, parts }: OrdersScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/order-exceptions',
      {
        config: { permission: 'orders:read' },
        schema: {
          operationId: 'listOrderExceptions',
          summary: 'List what is wrong with orders, oldest first',
          querystring: ExceptionsQuery,
          response: { 200: PageOf(ExceptionShape) }
        }
      },
      async (request) => {
        const { limit, after, ...filters } = request.query
        const page = await listExceptions(ctx.db, filters, { limit, after })
        return { ...page, data: page.data.map(presentException) }
      }
    )
    app.post(
      '/order-exceptions/:id/resolve',
      {
        config: { permission: 'orders:write' },
        schema: {
          operationId: 'resolveOrderException',
          summary: 'Settle an exception: name the SKU, try the stock again, or say that it is fine',
          params: IdParams,
          body: ResolveInput,
          response: { 200: ExceptionShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) =>
          presentException(await resolveException(tx, parts, request.params.id, request.body))
        )
    )
    app.get(
      '/credit-notes',
      {
        config: { permission: 'orders:read' },
        schema: {
          operationId: 'listCreditNotes',
          summary: 'List credit notes with their lines, newest first',
          querystring: CreditNotesQuery,
          response: { 200: PageOf(CreditNoteShape) }
        }
      },
      async (request) => {
        const { limit, after, ...filters } = request.query
        const page = await listCreditNotes(ctx.db, filters, { limit, after })
        const lines = await creditLinesOf(
          ctx.db,
          page.data.map(({ id }) => id)
        )
        return { ...page, data: page.data.map((row) => presentCreditNote(row, lines)) }
      }
    )
  })
}
