import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { pageOf } from '#core/database/keyset'
import { IdParams, PageOf } from '#core/http/schemas'
import type { Channels } from '../service.ts'
import {
  DecisionShape,
  decisionBytesMax,
  MessageShape,
  RefundShape,
  ReplyShape,
  toWrite,
  WriteParams,
  WriteQuery,
  WriteShape
} from '../writes/schema.ts'
import { channelOr404 } from './channels.ts'

const respond = { permission: 'channels:respond' } as const

/** What is written to a platform because a person has asked for it, and what became of it. */
export function writeRoutes(channels: Channels): FastifyPluginAsyncTypebox {
  const { db } = channels.host
  const { writes } = channels
  return async (app) => {
    app.get(
      '/channels/:id/writes',
      {
        config: { permission: 'channels:read' },
        schema: {
          operationId: 'listChannelWrites',
          summary: 'List what was written to a platform, newest first',
          params: IdParams,
          querystring: WriteQuery,
          response: { 200: PageOf(WriteShape) }
        }
      },
      async (request) => {
        const { kind, state, ...paging } = request.query
        const { id } = await channelOr404(db, request.params.id)
        let query = db.selectFrom('channelWrites').selectAll().where('channelId', '=', id)
        if (kind) query = query.where('kind', '=', kind)
        if (state) query = query.where('state', '=', state)
        const page = await pageOf(query, { list: 'channel-writes', sort: ['-id'], ...paging })
        return { ...page, data: page.data.map(toWrite) }
      }
    )
    app.post(
      '/channels/:id/writes/:writeId/retry',
      {
        config: { permission: 'channels:write' },
        schema: {
          operationId: 'retryChannelWrite',
          summary: 'Send once more what the platform has rejected',
          params: WriteParams,
          response: { 202: WriteShape }
        }
      },
      (request, reply) =>
        reply.write(202, async (tx) => {
          const channel = await channelOr404(tx, request.params.id)
          return toWrite(await writes.retry(tx, channel, request.params.writeId))
        })
    )
    app.post(
      '/channels/:id/after-sales/decide',
      {
        config: respond,
        bodyLimit: decisionBytesMax,
        schema: {
          operationId: 'decideAfterSale',
          summary: 'Agree to a return or refund that a buyer asks for, or refuse it',
          params: IdParams,
          body: DecisionShape,
          response: { 202: WriteShape }
        }
      },
      (request, reply) =>
        reply.write(202, async (tx) => {
          const channel = await channelOr404(tx, request.params.id)
          const asked = { evidence: [], ...request.body }
          return toWrite(await writes.decide(tx, channel, asked))
        })
    )
    app.post(
      '/channels/:id/refunds',
      {
        config: respond,
        schema: {
          operationId: 'refundChannelOrder',
          summary: 'Give money back for an order, without a case of the buyer',
          params: IdParams,
          body: RefundShape,
          response: { 202: WriteShape }
        }
      },
      (request, reply) =>
        reply.write(202, async (tx) => {
          const channel = await channelOr404(tx, request.params.id)
          return toWrite(await writes.refund(tx, channel, request.body))
        })
    )
    app.post(
      '/channels/:id/reviews/reply',
      {
        config: respond,
        schema: {
          operationId: 'replyToReview',
          summary: 'Answer a review',
          params: IdParams,
          body: ReplyShape,
          response: { 202: WriteShape }
        }
      },
      (request, reply) =>
        reply.write(202, async (tx) => {
          const channel = await channelOr404(tx, request.params.id)
          return toWrite(await writes.reply(tx, channel, request.body))
        })
    )
    app.post(
      '/channels/:id/messages',
      {
        config: respond,
        schema: {
          operationId: 'sendChannelMessage',
          summary: 'Write to the buyer of an order',
          params: IdParams,
          body: MessageShape,
          response: { 202: WriteShape }
        }
      },
      (request, reply) =>
        reply.write(202, async (tx) => {
          const channel = await channelOr404(tx, request.params.id)
          return toWrite(await writes.message(tx, channel, { template: null, ...request.body }))
        })
    )
  }
}
