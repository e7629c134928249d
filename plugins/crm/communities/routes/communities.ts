import type { Reader } from '#core/database/db'
import { pageOf } from '#core/database/keyset'
import { NotFound, ValidationFailed } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import { instantAt, instantMs } from '#core/time'
import type { CrmScope } from '../../scope.ts'
import { figuresOf } from '../figures.ts'
import { changeCommunity, createCommunity } from '../keep.ts'
import { findCommunity, membersNow } from '../repository.ts'
import {
  CommunitiesQuery,
  CommunityChange,
  CommunityInput,
  CommunityShape,
  FiguresQuery,
  FiguresShape
} from '../schema.ts'
import type { CommunityRow } from '../tables.ts'

const periodMs = 30 * 86_400_000

/** Communities as people write and look at them. */
export function communityRoutes({ ctx }: CrmScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/communities',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'listCommunities',
          summary: 'List communities with their members, newest first',
          querystring: CommunitiesQuery,
          response: { 200: PageOf(CommunityShape) }
        }
      },
      async (request) => {
        const { limit, after, channelId, state } = request.query
        let query = ctx.db.selectFrom('communities').selectAll()
        if (channelId !== undefined) query = query.where('channelId', '=', channelId)
        if (state !== undefined) query = query.where('state', '=', state)
        const page = await pageOf(query, { list: 'communities', sort: ['-id'], limit, after })
        return { ...page, data: await present(ctx.db, page.data) }
      }
    )
    app.post(
      '/communities',
      {
        config: { permission: 'crm:communities' },
        schema: {
          operationId: 'createCommunity',
          summary: 'Write a community',
          body: CommunityInput,
          response: { 201: CommunityShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => {
          const row = await createCommunity(tx, request.body)
          return (await present(tx, [row]))[0]!
        })
    )
    app.get(
      '/communities/:id',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'getCommunity',
          summary: 'Read a community',
          params: IdParams,
          response: { 200: CommunityShape }
        }
      },
      async (request, reply) => {
        const row = await readCommunity(ctx.db, request.params.id)
        return reply.sendVersioned((await present(ctx.db, [row]))[0]!)
      }
    )
    app.patch(
      '/communities/:id',
      {
        config: { permission: 'crm:communities' },
        schema: {
          operationId: 'changeCommunity',
          summary: 'Change a community, close it, or open it again',
          params: IdParams,
          body: CommunityChange,
          response: { 200: CommunityShape }
        }
      },
      (request, reply) => {
        const { params, body: change } = request
        const given = { id: params.id, expected: request.ifMatch(), change }
        return reply.write(200, async (tx) => {
          const row = await changeCommunity(tx, given)
          return (await present(tx, [row]))[0]!
        })
      }
    )
    app.get(
      '/communities/:id/figures',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'getCommunityFigures',
          summary: 'Count who is in a community, joined, left and took part in a period',
          params: IdParams,
          querystring: FiguresQuery,
          response: { 200: FiguresShape }
        }
      },
      async (request) => {
        const { to = ctx.clock.now() } = request.query
        const { from = instantAt(instantMs(to) - periodMs) } = request.query
        if (from >= to) {
          const detail = `is not before to, ${to}: begin earlier`
          throw new ValidationFailed({ errors: [{ pointer: '#/from', detail }] })
        }
        const { id } = await readCommunity(ctx.db, request.params.id)
        return { from, to, ...(await figuresOf(ctx.db, id, { from, to })) }
      }
    )
  })
}

/** Errors: NOT_FOUND. */
export async function readCommunity(db: Reader, id: string): Promise<CommunityRow> {
  const row = await findCommunity(db, id)
  if (!row) throw new NotFound({ what: 'community', id })
  return row
}

async function present(db: Reader, rows: readonly CommunityRow[]) {
  const members = await membersNow(
    db,
    rows.map(({ id }) => id)
  )
  return rows.map((row) => ({ ...row, members: members.get(row.id) ?? 0 }))
}
