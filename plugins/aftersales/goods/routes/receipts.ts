import { pageOf } from '#core/database/keyset'
import { NotFound, ValidationFailed } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import type { AftersalesScope } from '../../scope.ts'
import { gradeAnew } from '../grade.ts'
import { receiveGoods } from '../receive.ts'
import { findReceipt, receiptLines, returnsByDay } from '../repository.ts'
import {
  DailyQuery,
  DailyShape,
  GradeInput,
  ReceiptInput,
  ReceiptShape,
  ReceiptsQuery
} from '../schema.ts'
import type { ReturnReceiptLineRow, ReturnReceiptRow } from '../tables.ts'

const daysMax = 366
const dayMs = 86_400_000

/** Goods that came back: booking, grading, and how many there were. */
export function receiptRoutes(scope: AftersalesScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/return-receipts',
      {
        config: { permission: 'aftersales:receive', idempotency: 'required' },
        schema: {
          operationId: 'receiveReturn',
          summary: 'Book goods that came back; what is sellable is on hand again',
          body: ReceiptInput,
          response: { 201: ReceiptShape }
        }
      },
      (request, reply) => {
        requireSubject(request.body)
        return reply.write(201, async (tx) => present(await receiveGoods(tx, scope, request.body)))
      }
    )
    app.post(
      '/return-receipts/:id/grade',
      {
        config: { permission: 'aftersales:receive' },
        schema: {
          operationId: 'gradeReturn',
          summary: 'Grade units anew: repaired, or beyond repair',
          params: IdParams,
          body: GradeInput,
          response: { 200: ReceiptShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) =>
          present(await gradeAnew(tx, scope, request.params.id, request.body))
        )
    )
    app.get(
      '/return-receipts',
      {
        config: { permission: 'aftersales:read' },
        schema: {
          operationId: 'listReturnReceipts',
          summary: 'List goods that came back, newest first',
          querystring: ReceiptsQuery,
          response: { 200: PageOf(ReceiptShape) }
        }
      },
      async (request) => {
        const { orderId, caseId, receivedOn, ...paging } = request.query
        let query = ctx.db.selectFrom('returnReceipts').selectAll()
        if (orderId) query = query.where('orderId', '=', orderId)
        if (caseId) query = query.where('caseId', '=', caseId)
        if (receivedOn) query = query.where('receivedOn', '=', receivedOn)
        const page = await pageOf(query, { list: 'return-receipts', sort: ['-id'], ...paging })
        const ids = page.data.map(({ id }) => id)
        const lines = await receiptLines(ctx.db, ids)
        const data = page.data.map((receipt) =>
          present({ receipt, lines: lines.filter(({ receiptId }) => receiptId === receipt.id) })
        )
        return { ...page, data }
      }
    )
    app.get(
      '/return-receipts/daily',
      {
        config: { permission: 'aftersales:read' },
        schema: {
          operationId: 'getDailyReturns',
          summary: 'Read how many units came back by day, SKU and grade; at most 366 days',
          querystring: DailyQuery,
          response: { 200: DailyShape }
        }
      },
      async (request) => {
        const { from, to } = request.query
        refuseSpan(from, to)
        const days = (await returnsByDay(ctx.db, { from, to })).map(withUnits)
        const sums = { sellable: 0, repair: 0, scrap: 0 }
        for (const day of days) {
          sums.sellable += day.sellable
          sums.repair += day.repair
          sums.scrap += day.scrap
        }
        return { from, to, days, totals: withUnits(sums) }
      }
    )
    app.get(
      '/return-receipts/:id',
      {
        config: { permission: 'aftersales:read' },
        schema: {
          operationId: 'getReturnReceipt',
          summary: 'Read what came back at once',
          params: IdParams,
          response: { 200: ReceiptShape }
        }
      },
      async (request) => {
        const { id } = request.params
        const receipt = await findReceipt(ctx.db, id)
        if (!receipt) throw new NotFound({ what: 'return receipt', id })
        return present({ receipt, lines: await receiptLines(ctx.db, [id]) })
      }
    )
  })
}

/** Refuses a request that names neither an order nor a case. Errors: VALIDATION_FAILED. */
export function requireSubject({ orderId, caseId }: { orderId?: string; caseId?: string }): void {
  if (orderId !== undefined || caseId !== undefined) return
  const detail = 'name the order, or the case that is about it'
  throw new ValidationFailed({ errors: [{ pointer: '#/orderId', detail }] })
}

function refuseSpan(from: string, to: string): void {
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1
  if (days >= 1 && days <= daysMax) return
  const detail = days < 1 ? `is before from, ${from}` : `is more than ${daysMax} days from ${from}`
  throw new ValidationFailed({ errors: [{ pointer: '#/to', detail }] })
}

function withUnits<Sums extends { sellable: number; repair: number; scrap: number }>(sums: Sums) {
  return { ...sums, units: sums.sellable + sums.repair + sums.scrap }
}

function present({
  receipt,
  lines
}: {
  receipt: ReturnReceiptRow
  lines: readonly ReturnReceiptLineRow[]
}) {
  return { ...receipt, lines: [...lines] }
}
