import { Type } from 'typebox'
import { IdParams } from '#core/http/schemas'
import type { CrmScope } from '../../scope.ts'
import { eraseCustomer, exportCustomer } from '../privacy.ts'
import { ErasureShape } from '../schema.ts'
import { auditLook } from './viewer.ts'

/** What a person may ask for: all that is kept, and that it goes. */
export function privacyRoutes(scope: CrmScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/customers/:id/export',
      {
        config: { permission: 'crm:personal' },
        schema: {
          operationId: 'exportCustomer',
          summary: 'Read everything that is kept about a person, in the clear',
          params: IdParams,
          response: { 200: Type.Record(Type.String(), Type.Unknown()) }
        }
      },
      async (request) => {
        const { id } = request.params
        const everything = await exportCustomer(ctx.db, scope, id)
        await auditLook(scope, request, { customerIds: [id], what: 'export' })
        return everything
      }
    )
    app.post(
      '/customers/:id/erase',
      {
        config: { permission: 'crm:personal' },
        schema: {
          operationId: 'eraseCustomer',
          summary: 'Erase the personal data of a person for good, on orders too',
          params: IdParams,
          response: { 200: ErasureShape }
        }
      },
      (request, reply) => reply.write(200, (tx) => eraseCustomer(tx, scope, request.params.id))
    )
  })
}
