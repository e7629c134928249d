import { NotFound } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import type { AftersalesScope } from '../../scope.ts'
import { presentEvent, presentMessage } from '../present.ts'
import { readCase, readCases } from '../read.ts'
import { findCases } from '../repository/cases.ts'
import { listEvents, listMessages } from '../repository/lists.ts'
import { CaseEventShape, CaseMessageShape, CaseRowShape, CaseShape } from '../schema/answers.ts'
import { CasesQuery } from '../schema/inputs.ts'
import { auditLook, viewerOf } from './viewer.ts'

const read = { permission: 'aftersales:read' } as const

/** Cases as people read them. */
export function readRoutes(scope: AftersalesScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/cases',
      {
        config: read,
        schema: {
          operationId: 'listCases',
          summary: 'List cases, newest first; without what customers wrote',
          querystring: CasesQuery,
          response: { 200: PageOf(CaseRowShape) }
        }
      },
      (request) => readCases(ctx.db, request.query, ctx.clock.now())
    )
    app.get(
      '/cases/:id',
      {
        config: read,
        schema: {
          operationId: 'getCase',
          summary: 'Read a case: what was said, what happened, and where it may go from here',
          params: IdParams,
          response: { 200: CaseShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const found = await readCase(ctx.db, scope, { id, viewer: viewerOf(scope, request) })
        await auditLook(scope, request, { caseId: id, what: 'case' })
        return reply.sendVersioned(found)
      }
    )
  })
  pastRoutes(scope)
}

function pastRoutes(scope: AftersalesScope): void {
  const { ctx } = scope
  const mustBe = async (id: string) => {
    if (!(await findCases(ctx.db, [id])).has(id)) throw new NotFound({ what: 'case', id })
  }
  ctx.routes(async (app) => {
    app.get(
      '/cases/:id/messages',
      {
        config: read,
        schema: {
          operationId: 'listCaseMessages',
          summary: 'List what was said and noted in a case, newest first',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(CaseMessageShape) }
        }
      },
      async (request) => {
        const { id } = request.params
        await mustBe(id)
        const { data, next } = await listMessages(ctx.db, id, request.query)
        await auditLook(scope, request, { caseId: id, what: 'messages' })
        const viewer = viewerOf(scope, request)
        return { data: data.map((one) => presentMessage(one, viewer)), next }
      }
    )
    app.get(
      '/cases/:id/events',
      {
        config: read,
        schema: {
          operationId: 'listCaseEvents',
          summary: 'List what happened to a case, newest first',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(CaseEventShape) }
        }
      },
      async (request) => {
        await mustBe(request.params.id)
        const { data, next } = await listEvents(ctx.db, request.params.id, request.query)
        return { data: data.map(presentEvent), next }
      }
    )
  })
}
