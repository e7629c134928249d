import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { NotFound } from '#core/http/errors'
import { IdParams, InstantText, Nullable, OneOf } from '#core/http/schemas'
import { ChannelUnsupported, ReplayImpossible } from '../errors.ts'
import { findRejected } from '../repository/runs.ts'
import { RejectedShape, ReportQuery, ReportShape } from '../schema.ts'
import type { Channels } from '../service.ts'
import { toRejected } from '../view.ts'
import { confirmAgain } from '../writes/settle.ts'
import { channelOr404 } from './channels.ts'

const write = { permission: 'channels:write' } as const
const Id = Type.String({ minLength: 1, maxLength: 200 })

const BackfillShape = Type.Object({
  channelId: Type.String(),
  sinceAt: InstantText,
  untilAt: InstantText,
  state: OneOf(['open', 'done']),
  askedAt: InstantText,
  finishedAt: Nullable(InstantText)
})

/** What a person does about what went wrong, and what tells them of it. */
export function repairRoutes(channels: Channels): FastifyPluginAsyncTypebox {
  const { db, clock } = channels.host
  return async (app) => {
    app.post(
      '/channels/:id/backfill',
      {
        config: write,
        schema: {
          operationId: 'backfillChannel',
          summary: 'Take in the orders since an instant, beside the work that goes on',
          params: IdParams,
          body: Type.Object({ since: InstantText }, { additionalProperties: false }),
          response: { 202: BackfillShape }
        }
      },
      (request, reply) =>
        reply.write(202, async (tx) => {
          const channel = await channelOr404(tx, request.params.id)
          return channels.backfill(tx, channel, request.body.since)
        })
    )
    app.post(
      '/channels/:id/rejected/:rejectedId/replay',
      {
        config: write,
        schema: {
          operationId: 'replayRejected',
          summary: 'Fetch the order of a rejected entry once more',
          params: Type.Object({ id: Id, rejectedId: Id }),
          response: { 202: RejectedShape }
        }
      },
      (request, reply) =>
        reply.write(202, async (tx) => {
          const { id, rejectedId } = request.params
          const channel = await channelOr404(tx, id)
          const row = await findRejected(tx, rejectedId)
          if (row?.channelId !== id) throw new NotFound({ what: 'rejected entry', id: rejectedId })
          const { client } = channels.work.connections.of(channel)
          if (row.externalId === null || !client.orders.get) {
            throw new ReplayImpossible({ rejected: rejectedId })
          }
          const { externalId } = row
          await tx.enqueue('channels.fetch-order', [{ payload: { channelId: id, externalId } }])
          tx.audit([
            {
              action: 'channel.replay',
              subjectType: 'channel',
              subjectId: id,
              after: { externalId }
            }
          ])
          return toRejected(row)
        })
    )
    app.post(
      '/channels/:id/shipments/:shipmentId/retry',
      {
        config: write,
        schema: {
          operationId: 'retryShipmentConfirmation',
          summary: 'Tell the platform once more of a parcel that it has refused',
          params: Type.Object({ id: Id, shipmentId: Id }),
          response: { 202: Type.Object({ shipmentId: Type.String() }) }
        }
      },
      (request, reply) =>
        reply.write(202, async (tx) => {
          const { id: channelId, shipmentId } = request.params
          const { platform } = await channelOr404(tx, channelId)
          if (!channels.platformsWith('shipments').includes(platform)) {
            throw new ChannelUnsupported({ platform, capability: 'shipments' })
          }
          if (!(await confirmAgain(tx, channels.work, { channelId, shipmentId }))) {
            throw new NotFound({ what: 'failed confirmation', id: shipmentId })
          }
          tx.audit([
            { action: 'channel.confirm-again', subjectType: 'shipment', subjectId: shipmentId }
          ])
          return { shipmentId }
        })
    )
    app.get(
      '/channels/:id/report',
      {
        config: { permission: 'channels:read' },
        schema: {
          operationId: 'reportChannel',
          summary: 'Sum up what happened between a channel and us',
          params: IdParams,
          querystring: ReportQuery,
          response: { 200: ReportShape }
        }
      },
      async (request) =>
        channels
          .asService()
          .report(db, request.params.id, request.query.since ?? clock.after(-86_400_000))
    )
  }
}
