import { pageOf } from '#core/database/keyset'
import { isOneOf } from '#core/database/rows'
import { PageOf } from '#core/http/schemas'
import type { AftersalesScope } from '../../scope.ts'
import { replaceGoods } from '../replace.ts'
import { ReplacementInput, ReplacementShape, ReplacementsQuery } from '../schema.ts'
import { requireSubject } from './receipts.ts'

/** Goods that are sent anew. */
export function replacementRoutes(scope: AftersalesScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/replacements',
      {
        config: { permission: 'aftersales:replace', idempotency: 'required' },
        schema: {
          operationId: 'replaceGoods',
          summary: 'Have goods sent anew: an order at price zero, whose stock is claimed at once',
          body: ReplacementInput,
          response: { 201: ReplacementShape }
        }
      },
      (request, reply) => {
        requireSubject(request.body)
        return reply.write(201, async (tx) => {
          const { replacement, lines } = await replaceGoods(tx, scope, request.body)
          return { ...replacement, lines }
        })
      }
    )
    app.get(
      '/replacements',
      {
        config: { permission: 'aftersales:read' },
        schema: {
          operationId: 'listReplacements',
          summary: 'List goods that were sent anew, newest first',
          querystring: ReplacementsQuery,
          response: { 200: PageOf(ReplacementShape) }
        }
      },
      async (request) => {
        const { orderId, caseId, ...paging } = request.query
        let query = ctx.db.selectFrom('replacements').selectAll()
        if (orderId) query = query.where('orderId', '=', orderId)
        if (caseId) query = query.where('caseId', '=', caseId)
        const page = await pageOf(query, { list: 'replacements', sort: ['-id'], ...paging })
        const ids = page.data.map(({ id }) => id)
        const lines = await ctx.db
          .selectFrom('replacementLines')
          .selectAll()
          .where(isOneOf(ctx.db, 'replacementId', ids))
          .orderBy('position')
          .execute()
        const data = page.data.map((row) => ({
          ...row,
          lines: lines.filter(({ replacementId }) => replacementId === row.id)
        }))
        return { ...page, data }
      }
    )
  })
}
