import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { ShopkeeperError } from '#core/errors'
import { IdParams } from '#core/http/schemas'
import { WebhookNotGenuine } from '../errors.ts'
import type { Channels } from '../service.ts'
import { readWebhook, takeHints } from '../webhooks.ts'
import { channelOr404 } from './channels.ts'

/** The door for webhooks: open to anybody, since the signature on the bytes is what counts. */
export function webhookRoute(channels: Channels): FastifyPluginAsyncTypebox {
  return async (app) => {
    // Signatures are over the bytes as they came: nothing may parse them first.
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
    app.post(
      '/channels/:id/webhook',
      {
        config: { public: true },
        schema: {
          operationId: 'receiveWebhook',
          summary: 'Take a webhook of the platform; it is checked, noted, and fetched for',
          params: IdParams,
          consumes: ['*/*'],
          response: { 200: Type.Object({ taken: Type.Integer() }) }
        }
      },
      async (request) => {
        const channel = await channelOr404(channels.host.db, request.params.id)
        const connection = openOr401(() => channels.work.connections.of(channel))
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const hints = readWebhook(connection, body, request.headers)
        const origin = { actor: `channel:${channel.id}`, requestId: request.id }
        const taken = await channels.host.transaction(
          (tx) => takeHints(tx, connection, hints),
          origin
        )
        return { taken }
      }
    )
  }
}

/**
 * An account that cannot be opened cannot check a signature either; why, is not the sender's
 * business.
 */
function openOr401<T>(open: () => T): T {
  try {
    return open()
  } catch (error) {
    if (error instanceof ShopkeeperError) throw new WebhookNotGenuine({}, { cause: error })
    throw error
  }
}
