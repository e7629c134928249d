import { pageOf } from '#core/database/keyset'
import { IdParams, PageOf } from '#core/http/schemas'
import type { ReportingScope } from '../../scope.ts'
import { resolveDiscrepancy, tellDifferences } from '../discrepancies.ts'
import { findAccount } from '../repository/accounts.ts'
import { DiscrepanciesQuery, DiscrepancyShape, ResolveBody } from '../schema.ts'

/** What statements and orders do not agree on. */
export function discrepancyRoutes({ ctx }: ReportingScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/settlement-discrepancies',
      {
        config: { permission: 'settlement:read' },
        schema: {
          operationId: 'listSettlementDiscrepancies',
          summary: 'List what statements and orders do not agree on, newest first',
          querystring: DiscrepanciesQuery,
          response: { 200: PageOf(DiscrepancyShape) }
        }
      },
      async (request) => {
        const { limit, after, ...filters } = request.query
        let query = ctx.db.selectFrom('settlementDiscrepancies').selectAll()
        for (const [column, value] of Object.entries(filters)) {
          query = query.where(column as 'kind', '=', value as 'pending')
        }
        return pageOf(query, { list: 'settlementDiscrepancies', sort: ['-id'], limit, after })
      }
    )
    app.post(
      '/settlement-discrepancies/:id/resolve',
      {
        config: { permission: 'settlement:write' },
        schema: {
          operationId: 'resolveSettlementDiscrepancy',
          summary: 'Say that a discrepancy is dealt with, and how',
          params: IdParams,
          body: ResolveBody,
          response: { 200: DiscrepancyShape }
        }
      },
      (request, reply) => {
        const { id } = request.params
        const given = { id, expected: request.ifMatch(), note: request.body.note }
        return reply.write(200, async (tx) => {
          const row = await resolveDiscrepancy(tx, given)
          const account = (await findAccount(tx, row.accountId))!
          await tellDifferences(tx, ctx.alerts, { account, statementIds: [row.statementId] })
          return row
        })
      }
    )
  })
}
