import { Type } from 'typebox'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import type { CrmScope } from '../../scope.ts'
import { join } from '../members/join.ts'
import { overrideTier } from '../members/override.ts'
import { readHistory, readMember, readMembers } from '../members/read.ts'
import {
  JoinBody,
  MemberShape,
  MembershipShape,
  MembersQuery,
  OverrideBody,
  TierEventShape
} from '../schema.ts'

const read = { permission: 'membership:read' } as const
const write = { permission: 'membership:write' } as const

/** Members, by the customer they are. */
export function memberRoutes(scope: CrmScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/membership/members',
      {
        config: read,
        schema: {
          operationId: 'listMembers',
          summary: 'List memberships, or find the one of a card',
          querystring: MembersQuery,
          response: { 200: PageOf(MembershipShape) }
        }
      },
      (request) => {
        const { limit, after, ...filters } = request.query
        return readMembers(ctx.db, filters, { limit, after })
      }
    )
    app.post(
      '/membership/members',
      {
        config: write,
        schema: {
          operationId: 'joinMembership',
          summary: 'Make a customer a member, with the tier it has earned so far',
          body: JoinBody,
          response: { 201: MemberShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => {
          await join(tx, scope, request.body.customerId)
          return readMember(tx, request.body.customerId)
        })
    )
    app.post(
      '/membership/review',
      {
        config: write,
        schema: {
          operationId: 'reviewMembers',
          summary:
            'Take in customers who have bought, and let members come up to tiers that are new',
          response: { 202: Type.Object({ job: Type.String() }) }
        }
      },
      (_request, reply) =>
        reply.write(202, async (tx) => {
          const job = 'membership.review-members'
          await tx.enqueue(job, [{ payload: {} }])
          tx.audit([{ action: job, subjectType: 'membership', subjectId: 'main' }])
          return { job }
        })
    )
    app.get(
      '/membership/members/:id',
      {
        config: read,
        schema: {
          operationId: 'getMember',
          summary: 'Read the membership of a customer',
          params: IdParams,
          response: { 200: MemberShape }
        }
      },
      (request) => readMember(ctx.db, request.params.id)
    )
    app.post(
      '/membership/members/:id/tier',
      {
        config: write,
        schema: {
          operationId: 'setMemberTier',
          summary:
            'Give a member a tier by hand or for money, or exclude it from automatic changes',
          params: IdParams,
          body: OverrideBody,
          response: { 200: MemberShape }
        }
      },
      (request, reply) =>
        reply.write(200, async (tx) => {
          const customerId = request.params.id
          await overrideTier(tx, scope, { customerId, wanted: request.body })
          return readMember(tx, customerId)
        })
    )
    app.get(
      '/membership/members/:id/history',
      {
        config: read,
        schema: {
          operationId: 'getMemberHistory',
          summary: 'List what became of the tiers of a customer, newest first',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(TierEventShape) }
        }
      },
      (request) => readHistory(ctx.db, request.params.id, request.query)
    )
  })
}
