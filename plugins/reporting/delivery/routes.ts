import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import type { Tx } from '#core/transaction'
import { findRun } from '../runs/repository.ts'
import type { ReportingScope } from '../scope.ts'
import { alertOf } from './alerts.ts'
import { DeliveryNotEnded } from './errors.ts'
import { putOnWay } from './put-on-way.ts'
import { listDeliveries, lockDelivery, saveDelivery } from './repository.ts'
import { DeliverBody, DeliveriesQuery, DeliveryShape } from './schema.ts'
import type { ReportDeliveryRow } from './tables.ts'
import { assertCanMail } from './transport.ts'

const write = { permission: 'reports:write' } as const

const present = (row: ReportDeliveryRow) => ({ ...row, formats: JSON.parse(row.formats) })

/** Who got which report, and sending one to others. */
export function deliveryRoutes(scope: ReportingScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/reports/deliveries',
      {
        config: { permission: 'reports:read' },
        schema: {
          operationId: 'listReportDeliveries',
          summary: 'List which reports went to whom, the newest first',
          querystring: DeliveriesQuery,
          response: { 200: PageOf(DeliveryShape) }
        }
      },
      async (request) => {
        const { data, next } = await listDeliveries(ctx.db, request.query)
        return { data: data.map(present), next }
      }
    )
    app.post(
      '/reports/runs/:id/deliver',
      {
        config: write,
        schema: {
          operationId: 'deliverReportRun',
          summary: 'Mail a run to people who do not have it yet',
          params: IdParams,
          body: DeliverBody,
          response: { 202: PageOf(DeliveryShape) }
        }
      },
      (request, reply) => {
        assertCanMail(ctx.options.delivery)
        const sending = { ...request.body, runId: request.params.id }
        const canSeeCost = request.can('reports:cost')
        return reply.write(202, (tx) => deliver(tx, { ...sending, canSeeCost }))
      }
    )
    app.post(
      '/reports/deliveries/:id/retry',
      {
        config: write,
        schema: {
          operationId: 'retryReportDelivery',
          summary: 'Mail a report again that did not get there, or of which nobody knows',
          params: IdParams,
          response: { 202: DeliveryShape }
        }
      },
      (request, reply) => {
        assertCanMail(ctx.options.delivery)
        return reply.write(202, (tx) => retry(tx, scope, request.params.id))
      }
    )
  })
}

async function deliver(tx: Tx, sending: Parameters<typeof putOnWay>[1]) {
  const { runId } = sending
  if (!(await findRun(tx, runId))) throw new NotFound({ what: 'report run', id: runId })
  await putOnWay(tx, sending)
  const { data, next } = await listDeliveries(tx, { limit: 100, runId })
  return { data: data.map(present), next }
}

/** Errors: NOT_FOUND, REPORT_DELIVERY_NOT_ENDED. */
async function retry(tx: Tx, { ctx }: ReportingScope, id: string) {
  const row = await lockDelivery(tx, id)
  if (!row) throw new NotFound({ what: 'report delivery', id })
  if (row.state !== 'failed' && row.state !== 'unknown') {
    throw new DeliveryNotEnded({ id, state: row.state })
  }
  const again = { state: 'pending', finishedAt: null } as const
  await saveDelivery(tx, id, again)
  await ctx.alerts.clear(tx, [alertOf(id)])
  await tx.enqueue('reports.deliver', [{ payload: { deliveryId: id } }])
  return present({ ...row, ...again })
}
