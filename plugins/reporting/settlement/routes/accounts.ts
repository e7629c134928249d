import { pageOf } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import { PageOf, PageQuery } from '#core/http/schemas'
import type { ReportingScope } from '../../scope.ts'
import { presentAccount, saveAccount } from '../accounts.ts'
import { findAccount } from '../repository/accounts.ts'
import { AccountIdParams, AccountInput, AccountShape } from '../schema.ts'

/** Accounts that statements come from. */
export function accountRoutes({ ctx }: ReportingScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/settlement-accounts',
      {
        config: { permission: 'settlement:read' },
        schema: {
          operationId: 'listSettlementAccounts',
          summary: 'List the accounts that statements come from',
          querystring: PageQuery,
          response: { 200: PageOf(AccountShape) }
        }
      },
      async (request) => {
        const { limit, after } = request.query
        const query = ctx.db.selectFrom('settlementAccounts').selectAll()
        const page = await pageOf(query, { list: 'settlementAccounts', sort: ['id'], limit, after })
        return { ...page, data: page.data.map(presentAccount) }
      }
    )
    app.get(
      '/settlement-accounts/:id',
      {
        config: { permission: 'settlement:read' },
        schema: {
          operationId: 'getSettlementAccount',
          summary: 'Read an account that statements come from',
          params: AccountIdParams,
          response: { 200: AccountShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const row = await findAccount(ctx.db, id)
        if (!row) throw new NotFound({ what: 'settlement account', id })
        return reply.sendVersioned(presentAccount(row))
      }
    )
    app.put(
      '/settlement-accounts/:id',
      {
        config: { permission: 'settlement:write' },
        schema: {
          operationId: 'putSettlementAccount',
          summary:
            'Write an account that statements come from: its format, and how its columns are read',
          params: AccountIdParams,
          body: AccountInput,
          response: { 200: AccountShape }
        }
      },
      (request, reply) => {
        const given = { id: request.params.id, expected: request.ifMatch(), input: request.body }
        return reply.write(200, async (tx) => presentAccount(await saveAccount(tx, given)))
      }
    )
  })
}
