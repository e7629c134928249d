import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { pageOf } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import type { PluginContext } from '#core/plugin'
import type { Clock } from '#core/time'
import { patternsFreshMs } from '../fan-out.ts'
import { findSubscription } from '../repository/subscriptions.ts'
import {
  DeliveryShape,
  NewSubscriptionShape,
  RotationShape,
  SubscriptionChangeShape,
  SubscriptionShape,
  SubscriptionWithSecretShape
} from '../schema.ts'
import type { Subscriptions } from '../subscriptions.ts'
import { toDelivery, toSubscription, withSecret } from '../view.ts'

const read = { permission: 'webhooks:read' } as const
const write = { permission: 'webhooks:write' } as const

type App = Parameters<FastifyPluginAsyncTypebox>[0]

interface Parts extends Pick<PluginContext, 'db' | 'clock' | 'encryptionKey'> {
  subscriptions: Subscriptions
}

/** Who hears of events. */
export function subscriptionRoutes(parts: Parts): FastifyPluginAsyncTypebox {
  return async (app) => {
    addReads(app, parts)
    addChanges(app, parts)
    addActions(app, parts)
  }
}

function addReads(app: App, { db }: Parts): void {
  app.get(
    '/webhook-subscriptions',
    {
      config: read,
      schema: {
        operationId: 'listWebhookSubscriptions',
        summary: 'List webhook subscriptions',
        querystring: PageQuery,
        response: { 200: PageOf(SubscriptionShape) }
      }
    },
    async (request) => {
      const query = db.selectFrom('webhookSubscriptions').selectAll()
      const list = { list: 'webhook-subscriptions', sort: ['id'] }
      const page = await pageOf(query, { ...list, ...request.query })
      return { ...page, data: page.data.map(toSubscription) }
    }
  )
  app.get(
    '/webhook-subscriptions/:id',
    {
      config: read,
      schema: {
        operationId: 'getWebhookSubscription',
        summary: 'Read one webhook subscription',
        params: IdParams,
        response: { 200: SubscriptionShape }
      }
    },
    async (request, reply) => {
      const { id } = request.params
      const row = await findSubscription(db, id)
      if (!row) throw new NotFound({ what: 'webhook subscription', id })
      return reply.sendVersioned(toSubscription(row))
    }
  )
}

function addChanges(app: App, { clock, subscriptions, encryptionKey }: Parts): void {
  app.post(
    '/webhook-subscriptions',
    {
      config: { ...write, shownOnce: 'secret' },
      onSend: untilHeard(clock),
      schema: {
        operationId: 'createWebhookSubscription',
        summary: 'Subscribe an address to events; the answer shows its secret this once',
        body: NewSubscriptionShape,
        response: { 201: SubscriptionWithSecretShape }
      }
    },
    (request, reply) =>
      reply.write(201, async (tx) =>
        withSecret(await subscriptions.create(tx, request.body), encryptionKey)
      )
  )
  app.patch(
    '/webhook-subscriptions/:id',
    {
      config: write,
      onSend: untilHeard(clock),
      schema: {
        operationId: 'changeWebhookSubscription',
        summary: 'Change a webhook subscription',
        params: IdParams,
        body: SubscriptionChangeShape,
        response: { 200: SubscriptionShape }
      }
    },
    (request, reply) =>
      reply.write(200, async (tx) => {
        const { params, body } = request
        return toSubscription(await subscriptions.change(tx, params.id, body, request.ifMatch()))
      })
  )
  app.delete(
    '/webhook-subscriptions/:id',
    {
      config: write,
      schema: {
        operationId: 'deleteWebhookSubscription',
        summary: 'End a webhook subscription; its deliveries stay as a log',
        params: IdParams,
        response: { 204: Type.Null() }
      }
    },
    (request, reply) => reply.write(204, (tx) => subscriptions.remove(tx, request.params.id))
  )
}

function addActions(app: App, { clock, subscriptions, encryptionKey }: Parts): void {
  app.post(
    '/webhook-subscriptions/:id/rotate-secret',
    {
      config: { ...write, shownOnce: 'secret' },
      schema: {
        operationId: 'rotateWebhookSecret',
        summary: 'Make a new secret, shown this once; the one before signs too for a while',
        params: IdParams,
        body: RotationShape,
        response: { 200: SubscriptionWithSecretShape }
      }
    },
    (request, reply) =>
      reply.write(200, async (tx) => {
        const rotation = { ...request.body, version: request.ifMatch() }
        return withSecret(
          await subscriptions.rotate(tx, request.params.id, rotation),
          encryptionKey
        )
      })
  )
  for (const act of ['enable', 'disable'] as const) {
    app.post(
      `/webhook-subscriptions/:id/${act}`,
      {
        config: write,
        onSend: act === 'enable' ? untilHeard(clock) : [],
        schema: {
          operationId: `${act}WebhookSubscription`,
          summary:
            act === 'enable'
              ? 'Let a webhook subscription hear of events again, from now on'
              : 'Stop sending to a webhook subscription',
          params: IdParams,
          response: { 200: SubscriptionShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) =>
          toSubscription(await subscriptions[act](tx, request.params.id, request.ifMatch()))
        )
    )
  }
  app.post(
    '/webhook-subscriptions/:id/test',
    {
      config: write,
      schema: {
        operationId: 'testWebhookSubscription',
        summary: 'Send a `webhook.test`; read the delivery to see what became of it',
        params: IdParams,
        response: { 202: DeliveryShape }
      }
    },
    (request, reply) =>
      reply.write(202, async (tx) => toDelivery(await subscriptions.test(tx, request.params.id)))
  )
}

/** Holds an answer back until every process has read of the change: from then on none misses an event. */
function untilHeard(clock: Clock) {
  return async (_: unknown, reply: { statusCode: number }, payload: unknown) => {
    if (reply.statusCode < 300) await clock.sleep(patternsFreshMs)
    return payload
  }
}
