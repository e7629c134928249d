import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type TSchema, Type } from 'typebox'
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
  lines: Type.Optional(
    Type.Array(
      Type.Object({
        externalId: Nullable(Type.String()),
        sku: Nullable(Type.String()),
        quantity: Nullable(Type.Integer({ description: 'null: all of the line' }))
      }),
      { description: 'What it is about, where the platform says so' }
    )
  ),
  version: Nullable(Type.String()),
  openedAt: Type.Optional(InstantText),
  dueAt: Type.Optional(InstantText)
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

/** The lists of records; each has a row and a permission of its own. */
const lists = [
  {
    kind: 'afterSale',
    path: 'after-sales',
    row: AfterSaleShape,
    permission: 'channels:read',
    operationId: 'listAfterSales',
    summary: 'List returns, refunds and exchanges that buyers ask for, newest first'
  },
  {
    kind: 'review',
    path: 'reviews',
    row: ReviewShape,
    permission: 'channels:read',
    operationId: 'listReviews',
    summary: 'List reviews, newest first'
  },
  {
    kind: 'message',
    path: 'messages',
    row: MessageShape,
    permission: 'channels:respond',
    operationId: 'listChannelMessages',
    summary: 'List messages from and to buyers, newest first'
  }
] as const

/** What buyers ask, think and write. */
export function recordRoutes(channels: Channels): FastifyPluginAsyncTypebox {
  const { db } = channels.host
  return async (app) => {
    for (const { kind, path, row, permission, ...described } of lists) {
      app.get(
        `/channels/:id/${path}`,
        {
          config: { permission },
          schema: {
            ...described,
            params: IdParams,
            querystring: PageQuery,
            response: { 200: PageOf<TSchema>(row) }
          }
        },
        async (request) => {
          const { id } = await channelOr404(db, request.params.id)
          const query = db
            .selectFrom('channelRecords')
            .selectAll()
            .where('channelId', '=', id)
            .where('kind', '=', kind)
          const sort = ['-modifiedAt', '-id']
          const page = await pageOf(query, { list: `channel-${kind}s`, sort, ...request.query })
          return { ...page, data: page.data.map(toRecord) }
        }
      )
    }
  }
}

/** A record as the API shows it; what the platform tells beyond that is not for everybody. */
function toRecord({ document, channelId: _, kind: __, ...row }: RecordRow) {
  const { body: ___, ...fields } = JSON.parse(document) as Record<string, unknown>
  return { ...fields, ...row }
}
