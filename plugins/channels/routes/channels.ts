import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Reader } from '#core/database/db'
import { pageOf } from '#core/database/keyset'
import { NotFound, VersionOutdated } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import { lockedChannelOf } from '../accounts/accounts.ts'
import { ChannelConfigured, ChannelExists } from '../errors.ts'
import { clearRejected } from '../pull/documents.ts'
import { findChannel } from '../repository/accounts.ts'
import { settleRejected } from '../repository/runs.ts'
import {
  ChannelChangeShape,
  ChannelShape,
  NewChannelShape,
  RejectedQuery,
  RejectedShape,
  RunQuery,
  RunShape
} from '../schema.ts'
import type { Channels } from '../service.ts'
import type { ChannelRow } from '../tables.ts'
import { toChannel, toRejected, toRun } from '../view.ts'

const read = { permission: 'channels:read' } as const
const write = { permission: 'channels:write' } as const

/** Accounts, their runs and rejected rows. */
export function channelRoutes(channels: Channels): FastifyPluginAsyncTypebox {
  const { db } = channels.host
  return async (app) => {
    app.get(
      '/channels',
      {
        config: read,
        schema: {
          operationId: 'listChannels',
          summary: 'List channel accounts',
          querystring: PageQuery,
          response: { 200: PageOf(ChannelShape) }
        }
      },
      async (request) => {
        const query = db.selectFrom('channels').selectAll()
        const page = await pageOf(query, { list: 'channels', sort: ['id'], ...request.query })
        return { ...page, data: page.data.map(toChannel) }
      }
    )
    app.get(
      '/channels/:id',
      {
        config: read,
        schema: {
          operationId: 'getChannel',
          summary: 'Read one channel account',
          params: IdParams,
          response: { 200: ChannelShape }
        }
      },
      async (request, reply) =>
        reply.sendVersioned(toChannel(await channelOr404(db, request.params.id)))
    )
    app.post(
      '/channels',
      {
        config: write,
        schema: {
          operationId: 'createChannel',
          summary: 'Add a channel account; it begins to work at once',
          body: NewChannelShape,
          response: { 201: ChannelShape }
        }
      },
      async (request, reply) => {
        const { platform, settings } = request.body
        await channels.assertPathsAllowed(platform, settings)
        return reply.write(201, async (tx) => {
          const { id } = request.body
          if (id !== undefined && (await findChannel(tx, id)))
            throw new ChannelExists({ channel: id })
          return toChannel(await channels.saveRow(tx, request.body))
        })
      }
    )
    app.patch(
      '/channels/:id',
      {
        config: write,
        schema: {
          operationId: 'changeChannel',
          summary: 'Change a channel account; secrets that are left out stay',
          params: IdParams,
          body: ChannelChangeShape,
          response: { 200: ChannelShape }
        }
      },
      async (request, reply) => {
        const known = await channelOr404(db, request.params.id)
        await channels.assertPathsAllowed(known.platform, request.body.settings ?? {})
        return reply.write(200, async (tx) => {
          const { id, platform, name, version, isConfigured } = await lockedChannelOf(
            tx,
            request.params.id
          )
          if (isConfigured === 1) throw new ChannelConfigured({ channel: id })
          const expected = request.ifMatch() ?? version
          if (expected !== version) throw new VersionOutdated({ expected, current: version })
          const input = { name, settings: {}, ...request.body, id, platform }
          return toChannel(await channels.saveRow(tx, input))
        })
      }
    )
    addActions(app, channels)
    addHistory(app, db)
  }
}

/** The channel with an id. Errors: NOT_FOUND. */
export async function channelOr404(db: Reader, id: string): Promise<ChannelRow> {
  const row = await findChannel(db, id)
  if (!row) throw new NotFound({ what: 'channel', id })
  return row
}

const actions = {
  pull: { title: 'Take in what is new now', operationId: 'pullChannel' },
  'push-stock': { title: 'Write all stock again now', operationId: 'pushChannelStock' },
  reconcile: { title: 'Compare with our stock now', operationId: 'reconcileChannel' },
  resume: { title: 'Let a paused account work again', operationId: 'resumeChannel' }
} as const

export type ChannelAction = keyof typeof actions

function addActions(app: Parameters<FastifyPluginAsyncTypebox>[0], channels: Channels): void {
  for (const [action, { title, operationId }] of Object.entries(actions)) {
    app.post(
      `/channels/:id/${action}`,
      {
        config: write,
        schema: { operationId, summary: title, params: IdParams, response: { 202: ChannelShape } }
      },
      (request, reply) =>
        reply.write(202, async (tx) => {
          const channel = await lockedChannelOf(tx, request.params.id)
          return toChannel(await channels.act(tx, channel, action as ChannelAction))
        })
    )
  }
  app.post(
    '/channels/:id/rejected/dismiss',
    {
      config: write,
      schema: {
        operationId: 'dismissRejected',
        summary: 'Put rejected rows aside: they have been dealt with',
        params: IdParams,
        body: Type.Object(
          { ids: Type.Array(Type.String({ maxLength: 128 }), { minItems: 1, maxItems: 500 }) },
          { additionalProperties: false }
        ),
        response: { 200: Type.Object({ settled: Type.Integer(), open: Type.Integer() }) }
      }
    },
    (request, reply) =>
      reply.write(200, async (tx) => {
        const { id } = await channelOr404(tx, request.params.id)
        const result = await settleRejected(tx, id, { by: 'hand', ids: request.body.ids })
        if (result.settled > 0 && result.open === 0) {
          await clearRejected(tx, channels.host.alerts, id)
        }
        const after = { settled: request.body.ids }
        tx.audit([
          { action: 'channel.dismiss-rejected', subjectType: 'channel', subjectId: id, after }
        ])
        return result
      })
  )
}

function addHistory(app: Parameters<FastifyPluginAsyncTypebox>[0], db: Reader): void {
  app.get(
    '/channels/:id/runs',
    {
      config: read,
      schema: {
        operationId: 'listChannelRuns',
        summary: 'List syncs that found something to do or failed, newest first',
        params: IdParams,
        querystring: RunQuery,
        response: { 200: PageOf(RunShape) }
      }
    },
    async (request) => {
      const { kind, ...paging } = request.query
      const { id } = await channelOr404(db, request.params.id)
      let query = db.selectFrom('channelRuns').selectAll().where('channelId', '=', id)
      if (kind) query = query.where('kind', '=', kind)
      const page = await pageOf(query, { list: 'channel-runs', sort: ['-id'], ...paging })
      return { ...page, data: page.data.map(toRun) }
    }
  )
  app.get(
    '/channels/:id/rejected',
    {
      config: read,
      schema: {
        operationId: 'listRejected',
        summary: 'List rows that could not be read, newest first',
        params: IdParams,
        querystring: RejectedQuery,
        response: { 200: PageOf(RejectedShape) }
      }
    },
    async (request) => {
      const { settled, ...paging } = request.query
      const { id } = await channelOr404(db, request.params.id)
      let query = db.selectFrom('channelRejected').selectAll().where('channelId', '=', id)
      if (settled !== undefined) query = query.where('settledAt', settled ? 'is not' : 'is', null)
      const page = await pageOf(query, { list: 'channel-rejected', sort: ['-id'], ...paging })
      return { ...page, data: page.data.map(toRejected) }
    }
  )
}
