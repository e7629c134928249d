import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import type { PromotionsScope } from '../scope.ts'
import { openGroup } from './open.ts'
import { findGroupRow, listGroups, membersOf } from './repository.ts'
import { GroupDetailShape, GroupShape, GroupsQuery } from './schema.ts'

/** Groups that buy together. Orders join by naming one. */
export function groupRoutes(scope: Pick<PromotionsScope, 'ctx' | 'compiled'>): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.post(
      '/promotions/:id/groups',
      {
        config: { permission: 'promotions:groups' },
        schema: {
          operationId: 'openPromotionGroup',
          summary: 'Open a group; orders join it by its id until it is full or its time is over',
          params: IdParams,
          response: { 201: GroupShape }
        }
      },
      (request, reply) => reply.write(201, (tx) => openGroup(scope, tx, request.params.id))
    )
    app.get(
      '/promotions/:id/groups',
      {
        config: { permission: 'promotions:read' },
        schema: {
          operationId: 'listPromotionGroups',
          summary: 'List groups of a promotion, newest first',
          params: IdParams,
          querystring: GroupsQuery,
          response: { 200: PageOf(GroupShape) }
        }
      },
      (request) => {
        const { state, ...paging } = request.query
        return listGroups(ctx.db, { promotionId: request.params.id, state }, paging)
      }
    )
    app.get(
      '/promotion-groups/:id',
      {
        config: { permission: 'promotions:read' },
        schema: {
          operationId: 'getPromotionGroup',
          summary: 'Read a group with its orders, and what is to be paid back if it failed',
          params: IdParams,
          response: { 200: GroupDetailShape }
        }
      },
      async (request) => {
        const { id } = request.params
        const [group, orders] = await Promise.all([findGroupRow(ctx.db, id), membersOf(ctx.db, id)])
        if (!group) throw new NotFound({ what: 'group', id })
        return { ...group, orders }
      }
    )
  })
}
