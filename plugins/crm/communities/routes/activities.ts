import { pageOf } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import type { CrmScope } from '../../scope.ts'
import { createActivity, recordParticipations } from '../activities.ts'
import { findActivity, participantsOf } from '../repository.ts'
import {
  ActivityInput,
  ActivityShape,
  ParticipationBody,
  ParticipationReport,
  ParticipationShape
} from '../schema.ts'
import { readCommunity } from './communities.ts'

/** What is done in communities, and who took part. */
export function activityRoutes({ ctx }: CrmScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/communities/:id/activities',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'listCommunityActivities',
          summary: 'List what is done in a community, newest first',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(ActivityShape) }
        }
      },
      async (request) => {
        const { id } = await readCommunity(ctx.db, request.params.id)
        const query = ctx.db
          .selectFrom('communityActivities')
          .selectAll()
          .where('communityId', '=', id)
        const list = 'community-activities'
        const page = await pageOf(query, { list, sort: ['-id'], ...request.query })
        const participants = await participantsOf(
          ctx.db,
          page.data.map((row) => row.id)
        )
        const data = page.data.map((row) => ({
          ...row,
          participants: participants.get(row.id) ?? 0
        }))
        return { ...page, data }
      }
    )
    app.post(
      '/communities/:id/activities',
      {
        config: { permission: 'crm:communities' },
        schema: {
          operationId: 'createCommunityActivity',
          summary: 'Write a draw, a review of photos, a group buy, or another thing that is done',
          params: IdParams,
          body: ActivityInput,
          response: { 201: ActivityShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => ({
          ...(await createActivity(tx, request.params.id, request.body)),
          participants: 0
        }))
    )
    app.get(
      '/community-activities/:id/participations',
      {
        config: { permission: 'crm:read' },
        schema: {
          operationId: 'listParticipations',
          summary: 'List who took part in an activity',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(ParticipationShape) }
        }
      },
      async (request) => {
        const { id } = request.params
        if (!(await findActivity(ctx.db, id))) throw new NotFound({ what: 'activity', id })
        const query = ctx.db
          .selectFrom('communityParticipations')
          .select(['id', 'customerId', 'tookPartAt'])
          .where('activityId', '=', id)
        return pageOf(query, { list: 'participations', sort: ['id'], ...request.query })
      }
    )
    app.post(
      '/community-activities/:id/participations',
      {
        config: { permission: 'crm:communities' },
        schema: {
          operationId: 'recordParticipations',
          summary: 'Say who took part in an activity; each customer counts once',
          params: IdParams,
          body: ParticipationBody,
          response: { 200: ParticipationReport }
        }
      },
      (request, reply) => {
        const given = { id: request.params.id, ...request.body }
        return reply.write(200, (tx) => recordParticipations(tx, given))
      }
    )
  })
}
