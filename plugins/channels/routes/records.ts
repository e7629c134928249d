import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { afterSaleStatuses } from '#core/channel/documents'
import { pageOf } from '#core/database/keyset'
import { IdParams, InstantText, Nullable, OneOf, PageOf, PageQuery } from '#core/http/schemas'
import type { Channels } from '../service.ts'
import type { RecordRow } from '../tables.ts'
import { channelOr404 } from './channels.ts'

const RecordFields = {
  id: Type.String(),
  externalId: Type.String(),
  orderExternalId: Nullable(Type.String()),
  modifiedAt: InstantText,
  receivedAt: InstantText
}

const AfterSaleShape = Type.Object({
  ...RecordFields,
  type: OneOf(['refund', 'return', 'exchange', 'repair', 'reship', 'other']),
  status: OneOf(afterSaleStatuses),
  rawStatus: Type.String(),
  currency: Nullable(Type.String()),
  amountMinor: Nullable(Type.Integer()),
  reason: Type.String(),
  version: Nullable(Type.String())
})

const ReviewShape = Type.Object({
  ...RecordFields,
  externalListingId: Nullable(Type.String()),
  rating: Nullable(Type.Integer({ description: '1 to 5' })),
  text: Type.String(),
  reply: Nullable(Type.String())
})

const MessageShape = Type.Object({
  ...RecordFields,
  from: OneOf(['buyer', 'us', 'platform']),
  text: Type.String()
})

/** What buyers ask, think and write. */
export function recordRoutes(channels: Channels): FastifyPluginAsyncTypebox {
  const { db } = channels.host
  const list = async (kind: RecordRow['kind'], id: string, paging: Static<typeof PageQuery>) => {
    const channel = await channelOr404(db, id)
    const query = db
      .selectFrom('channelRecords')
      .selectAll()
      .where('channelId', '=', channel.id)
      .where('kind', '=', kind)
    const sort = ['-modifiedAt', '-id']
    const page = await pageOf(query, { list: `channel-${kind}s`, sort, ...paging })
    return { ...page, data: page.data.map(toRecord) }
  }
  return async (app) => {
    app.get(
      '/channels/:id/after-sales',
      {
        config: { permission: 'channels:read' },
        schema: {
          operationId: 'listAfterSales',
          summary: 'List returns, refunds and exchanges that buyers ask for, newest first',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(AfterSaleShape) }
        }
      },
      async (request) => list('afterSale', request.params.id, request.query) as never
    )
    app.get(
      '/channels/:id/reviews',
      {
        config: { permission: 'channels:read' },
        schema: {
          operationId: 'listReviews',
          summary: 'List reviews, newest first',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(ReviewShape) }
        }
      },
      async (request) => list('review', request.params.id, request.query) as never
    )
    app.get(
      '/channels/:id/messages',
      {
        config: { permission: 'channels:respond' },
        schema: {
          operationId: 'listChannelMessages',
          summary: 'List messages from and to buyers, newest first',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(MessageShape) }
        }
      },
      async (request) => list('message', request.params.id, request.query) as never
    )
  }
}

/** A record as the API shows it; what the platform tells beyond that is not for everybody. */
function toRecord({ document, channelId: _, kind: __, ...row }: RecordRow) {
  const { body: ___, ...fields } = JSON.parse(document) as Record<string, unknown>
  return { ...fields, ...row }
}
