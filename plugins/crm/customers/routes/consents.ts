import type { FastifyRequest } from 'fastify'
import type { Reader } from '#core/database/db'
import { NotFound } from '#core/http/errors'
import { IdParams } from '#core/http/schemas'
import type { CrmScope } from '../../scope.ts'
import { recordConsent } from '../keep.ts'
import { type Opener, presentConsentEvent } from '../present.ts'
import { treeIds } from '../read.ts'
import { consentEventsOf, consentsOf } from '../repository/belongings.ts'
import { findCustomer } from '../repository/customers.ts'
import { ConsentBody, ConsentsShape } from '../schema.ts'
import { auditLook, masked, openerOf } from './viewer.ts'

/** What customers have agreed to, with its proof. */
export function consentRoutes(scope: CrmScope): void {
  const { ctx } = scope
  const present = async (db: Reader, id: string, opener: Opener) => {
    const events = await consentEventsOf(db, await treeIds(db, [id]))
    return {
      data: await consentsOf(db, id),
      history: events.map((event) => presentConsentEvent(event, opener))
    }
  }
  ctx.routes(async (app) => {
    app.get(
      '/customers/:id/consents',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'getCustomerConsents',
          summary: 'Read what a customer has agreed to, and all that was ever said',
          params: IdParams,
          response: { 200: ConsentsShape }
        }
      },
      async (request: FastifyRequest<{ Params: { id: string } }>) => {
        const { id } = request.params
        if (!(await findCustomer(ctx.db, id))) throw new NotFound({ what: 'customer', id })
        await auditLook(scope, request, { customerIds: [id], what: 'consents' })
        return present(ctx.db, id, openerOf(scope, request))
      }
    )
    app.post(
      '/customers/:id/consents',
      {
        config: { permission: 'crm:write' },
        schema: {
          operationId: 'recordCustomerConsent',
          summary: 'Write down a consent with its proof, or its withdrawal',
          params: IdParams,
          body: ConsentBody,
          response: { 201: ConsentsShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => {
          const customerId = request.params.id
          await recordConsent(tx, scope, { customerId, consent: request.body })
          return present(tx, customerId, masked(scope))
        })
    )
  })
}
