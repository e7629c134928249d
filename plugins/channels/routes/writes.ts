import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Static, TSchema } from 'typebox'
import { pageOf } from '#core/database/keyset'
import { IdParams, PageOf } from '#core/http/schemas'
import type { Tx } from '#core/transaction'
import type { Channels } from '../service.ts'
import type { ChannelRow } from '../tables.ts'
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
import type { WriteRow } from '../writes/tables.ts'
import { channelOr404 } from './channels.ts'

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
    const ask = <Body extends TSchema>(
      path: string,
      asked: { operationId: string; summary: string; body: Body; bodyLimit?: number },
      write: (tx: Tx, channel: ChannelRow, body: Static<Body>) => Promise<WriteRow>
    ) => {
      const { bodyLimit, ...described } = asked
      app.post(
        `/channels/:id${path}`,
        {
          config: { permission: 'channels:respond' },
          ...(bodyLimit !== undefined && { bodyLimit }),
          schema: { ...described, params: IdParams, response: { 202: WriteShape } }
        },
        (request, reply) =>
          reply.write(202, async (tx) => {
            const channel = await channelOr404(tx, (request.params as Static<typeof IdParams>).id)
            return toWrite(await write(tx, channel, request.body as Static<Body>))
          })
      )
    }
    ask(
      '/after-sales/decide',
      {
        operationId: 'decideAfterSale',
        summary: 'Agree to a return or refund that a buyer asks for, or refuse it',
        body: DecisionShape,
        bodyLimit: decisionBytesMax
      },
      (tx, channel, body) => writes.decide(tx, channel, { evidence: [], ...body })
    )
    ask(
      '/refunds',
      {
        operationId: 'refundChannelOrder',
        summary: 'Give money back for an order, without a case of the buyer',
        body: RefundShape
      },
      (tx, channel, body) => writes.refund(tx, channel, body)
    )
    ask(
      '/reviews/reply',
      { operationId: 'replyToReview', summary: 'Answer a review', body: ReplyShape },
      (tx, channel, body) => writes.reply(tx, channel, body)
    )
    ask(
      '/messages',
      {
        operationId: 'sendChannelMessage',
        summary: 'Write to the buyer of an order',
        body: MessageShape
      },
      (tx, channel, body) => writes.message(tx, channel, { template: null, ...body })
    )
  }
}
