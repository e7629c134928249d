import { pageOf } from '#core/database/keyset'
import { IdParams, PageOf } from '#core/http/schemas'
import type { ReportingScope } from '../../scope.ts'
import { receivePayout } from '../payouts.ts'
import { presentPayouts } from '../present.ts'
import { PayoutShape, PayoutsQuery, ReceiveBody } from '../schema.ts'

/** Money on its way to the bank. */
export function payoutRoutes(scope: ReportingScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/payouts',
      {
        config: { permission: 'settlement:read' },
        schema: {
          operationId: 'listPayouts',
          summary: 'List payouts, expected and received, the latest first',
          querystring: PayoutsQuery,
          response: { 200: PageOf(PayoutShape) }
        }
      },
      async (request) => {
        const { limit, after, accountId, state } = request.query
        let query = ctx.db.selectFrom('settlementPayouts').selectAll()
        if (accountId !== undefined) query = query.where('accountId', '=', accountId)
        if (state !== undefined) query = query.where('state', '=', state)
        const sort = ['-expectedOn', '-id']
        const page = await pageOf(query, { list: 'payouts', sort, limit, after })
        return { ...page, data: await presentPayouts(ctx.db, page.data) }
      }
    )
    app.post(
      '/payouts/:id/receive',
      {
        config: { permission: 'settlement:write' },
        schema: {
          operationId: 'receivePayout',
          summary: 'Record that a payout is in the bank',
          params: IdParams,
          body: ReceiveBody,
          response: { 200: PayoutShape }
        }
      },
      (request, reply) => {
        const { reference = null, ...receipt } = request.body
        const given = { id: request.params.id, expected: request.ifMatch(), ...receipt, reference }
        return reply.write(200, async (tx) => {
          const row = await receivePayout(tx, scope, given)
          return (await presentPayouts(tx, [row]))[0]!
        })
      }
    )
  })
}
