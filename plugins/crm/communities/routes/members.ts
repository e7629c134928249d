import { pageOf } from '#core/database/keyset'
import { IdParams, PageOf } from '#core/http/schemas'
import type { CrmScope } from '../../scope.ts'
import { joinCommunity, leaveCommunity } from '../members.ts'
import {
  CommunityMemberShape,
  JoinBody,
  JoinReport,
  LeaveBody,
  LeaveReport,
  MembersQuery
} from '../schema.ts'
import { readCommunity } from './communities.ts'

/** Who is in communities, and was. */
export function communityMemberRoutes({ ctx }: CrmScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/communities/:id/members',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'listCommunityMembers',
          summary: 'List who is in a community, and who was; who came back is there twice',
          params: IdParams,
          querystring: MembersQuery,
          response: { 200: PageOf(CommunityMemberShape) }
        }
      },
      async (request) => {
        const { limit, after, present } = request.query
        const { id } = await readCommunity(ctx.db, request.params.id)
        let query = ctx.db
          .selectFrom('communityMembers')
          .select(['id', 'customerId', 'joinedAt', 'leftAt'])
          .where('communityId', '=', id)
        if (present !== undefined) query = query.where('leftAt', present ? 'is' : 'is not', null)
        return pageOf(query, { list: 'community-members', sort: ['id'], limit, after })
      }
    )
    app.post(
      '/communities/:id/join',
      {
        config: { permission: 'crm:communities' },
        schema: {
          operationId: 'joinCommunity',
          summary: 'Say that customers have joined: all of them, or nobody when there is no room',
          params: IdParams,
          body: JoinBody,
          response: { 200: JoinReport }
        }
      },
      (request, reply) => {
        const given = { id: request.params.id, ...request.body }
        return reply.write(200, (tx) => joinCommunity(tx, given))
      }
    )
    app.post(
      '/communities/:id/leave',
      {
        config: { permission: 'crm:communities' },
        schema: {
          operationId: 'leaveCommunity',
          summary: 'Say that customers have left',
          params: IdParams,
          body: LeaveBody,
          response: { 200: LeaveReport }
        }
      },
      (request, reply) => {
        const given = { id: request.params.id, ...request.body }
        return reply.write(200, (tx) => leaveCommunity(tx, given))
      }
    )
  })
}
