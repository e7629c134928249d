import type { FastifyRequest } from 'fastify'
import { pageOf } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import type { AftersalesScope } from '../../scope.ts'
import { completeRequest } from '../complete.ts'
import { confirmRefund, previewRefund } from '../confirm.ts'
import { CompensationTooHigh } from '../errors.ts'
import { presentPlan, presentRefund } from '../present.ts'
import { belongings, wholeRefunds } from '../repository.ts'
import {
  PreviewInput,
  PreviewShape,
  RefundInput,
  type RefundInputShape,
  RefundShape,
  RefundsQuery
} from '../schema.ts'

/** Giving money back, and looking at what it comes to before. */
export function refundRoutes(scope: AftersalesScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/refunds/preview',
      {
        config: { permission: 'aftersales:refund' },
        schema: {
          operationId: 'previewRefund',
          summary: 'Reckon what a refund comes to, and how it would go back. Changes nothing',
          body: PreviewInput,
          response: { 200: PreviewShape }
        }
      },
      async (request) => {
        const asked = await completeRequest(ctx.db, request.body)
        return presentPlan(await previewRefund(ctx.db, scope, asked))
      }
    )
    app.post(
      '/refunds',
      {
        config: { permission: 'aftersales:refund', idempotency: 'required' },
        schema: {
          operationId: 'createRefund',
          summary: 'Give money back; each part goes its way once this is written',
          body: RefundInput,
          response: { 201: RefundShape }
        }
      },
      (request, reply) => {
        refuseCompensation(scope, request, request.body)
        return reply.write(201, async (tx) => {
          const asked = await completeRequest(tx, request.body)
          return presentRefund(await confirmRefund(tx, scope, asked))
        })
      }
    )
    app.get(
      '/refunds',
      {
        config: { permission: 'aftersales:read' },
        schema: {
          operationId: 'listRefunds',
          summary: 'List refunds with their parts, newest first',
          querystring: RefundsQuery,
          response: { 200: PageOf(RefundShape) }
        }
      },
      async (request) => {
        const { orderId, caseId, state, ...paging } = request.query
        let query = ctx.db.selectFrom('refunds').selectAll()
        if (orderId) query = query.where('orderId', '=', orderId)
        if (caseId) query = query.where('caseId', '=', caseId)
        if (state) query = query.where('state', '=', state)
        const page = await pageOf(query, { list: 'refunds', sort: ['-id'], ...paging })
        const ids = page.data.map(({ id }) => id)
        const { lines, parts } = await belongings(ctx.db, ids)
        const data = page.data.map((refund) =>
          presentRefund({
            refund,
            lines: lines.filter(({ refundId }) => refundId === refund.id),
            parts: parts.filter(({ refundId }) => refundId === refund.id)
          })
        )
        return { ...page, data }
      }
    )
    app.get(
      '/refunds/:id',
      {
        config: { permission: 'aftersales:read' },
        schema: {
          operationId: 'getRefund',
          summary: 'Read a refund with its parts',
          params: IdParams,
          response: { 200: RefundShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const [whole] = await wholeRefunds(ctx.db, [id])
        if (!whole) throw new NotFound({ what: 'refund', id })
        return reply.sendVersioned(presentRefund(whole))
      }
    )
  })
}

/** Money for neither goods nor shipping takes a permission of its own, and beyond a limit another one. */
function refuseCompensation(
  { ctx }: AftersalesScope,
  request: FastifyRequest,
  { extraMinor: amountMinor = 0 }: RefundInputShape
): void {
  if (amountMinor === 0) return
  const { compensationMaxMinor } = ctx.options.refunds
  const field = '#/extraMinor'
  const isBeyond = compensationMaxMinor > 0 && amountMinor > compensationMaxMinor
  if (isBeyond && !request.can('aftersales:approve')) {
    const maximumMinor = request.can('aftersales:compensate') ? compensationMaxMinor : 0
    const permission = 'aftersales:approve'
    throw new CompensationTooHigh({ field, amountMinor, maximumMinor, permission })
  }
  if (request.can('aftersales:compensate') || request.can('aftersales:approve')) return
  const permission = 'aftersales:compensate'
  throw new CompensationTooHigh({ field, amountMinor, maximumMinor: 0, permission })
}
