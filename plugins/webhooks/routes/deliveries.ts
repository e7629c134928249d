import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Alerts } from '#core/alerts/types'
import type { Reader } from '#core/database/db'
import { pageOf } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import { replayFailed, replayOne } from '../replay.ts'
import { readDelivery } from '../repository/delivery-log.ts'
import {
  DeliveryQuery,
  DeliveryShape,
  DeliveryWithAttemptsShape,
  ReplayedShape,
  ReplayShape
} from '../schema.ts'
import { toDelivery, toDeliveryWithAttempts } from '../view.ts'

const read = { permission: 'webhooks:read' } as const
const write = { permission: 'webhooks:write' } as const

type App = Parameters<FastifyPluginAsyncTypebox>[0]

/** What was sent, what became of it, and sending it again. */
export function deliveryRoutes(db: Reader, alerts: Alerts): FastifyPluginAsyncTypebox {
  return async (app) => {
    addReads(app, db)
    addReplays(app, alerts)
  }
}

function addReads(app: App, db: Reader): void {
  app.get(
    '/webhook-deliveries',
    {
      config: read,
      schema: {
        operationId: 'listWebhookDeliveries',
        summary: 'List what was put on its way to endpoints, newest first',
        querystring: DeliveryQuery,
        response: { 200: PageOf(DeliveryShape) }
      }
    },
    async (request) => {
      const { subscriptionId, state, type, since, ...paging } = request.query
      let query = db.selectFrom('webhookDeliveries').selectAll()
      if (subscriptionId !== undefined) query = query.where('subscriptionId', '=', subscriptionId)
      if (state !== undefined) query = query.where('state', '=', state)
      if (type !== undefined) query = query.where('type', '=', type)
      if (since !== undefined) query = query.where('createdAt', '>=', since)
      const page = await pageOf(query, { list: 'webhook-deliveries', sort: ['-id'], ...paging })
      return { ...page, data: page.data.map(toDelivery) }
    }
  )
  app.get(
    '/webhook-deliveries/:id',
    {
      config: read,
      schema: {
        operationId: 'getWebhookDelivery',
        summary: 'Read one delivery, with its payload and its attempts',
        params: IdParams,
        response: { 200: DeliveryWithAttemptsShape }
      }
    },
    async (request) => {
      const { id } = request.params
      const found = await readDelivery(db, id)
      if (!found) throw new NotFound({ what: 'webhook delivery', id })
      return toDeliveryWithAttempts(found.delivery, found.message, found.attempts)
    }
  )
}

function addReplays(app: App, alerts: Alerts): void {
  app.post(
    '/webhook-deliveries/:id/replay',
    {
      config: write,
      schema: {
        operationId: 'replayWebhookDelivery',
        summary: 'Send one delivery again now, whatever became of it',
        params: IdParams,
        response: { 202: DeliveryShape }
      }
    },
    (request, reply) =>
      reply.write(202, async (tx) => toDelivery(await replayOne(tx, alerts, request.params.id)))
  )
  app.post(
    '/webhook-subscriptions/:id/replay-failed',
    {
      config: write,
      schema: {
        operationId: 'replayFailedWebhookDeliveries',
        summary: 'Send again what has failed since an instant, the oldest first',
        params: IdParams,
        body: ReplayShape,
        response: { 202: ReplayedShape }
      }
    },
    (request, reply) =>
      reply.write(202, (tx) => {
        const { id: subscriptionId } = request.params
        return replayFailed(tx, alerts, { subscriptionId, since: request.body.since })
      })
  )
}
