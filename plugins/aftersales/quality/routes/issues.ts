import type { FastifyReply, FastifyRequest } from 'fastify'
import { NotFound } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import type { AftersalesScope } from '../../scope.ts'
import { assignIssue, stepIssue } from '../keep.ts'
import { findIssue, listIssueCases, listIssues } from '../repository/issues.ts'
import {
  AssignBody,
  ConclusionBody,
  IssueCaseShape,
  IssueShape,
  IssuesQuery,
  NoteBody
} from '../schema.ts'
import type { IssueState } from '../tables.ts'

const read = { permission: 'aftersales:read' } as const
const write = { permission: 'aftersales:quality' } as const

/** Quality issues over HTTP. */
export function issueRoutes(scope: AftersalesScope): void {
  readRoutes(scope)
  writeRoutes(scope)
}

function readRoutes({ ctx }: AftersalesScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/quality-issues',
      {
        config: read,
        schema: {
          operationId: 'listQualityIssues',
          summary: 'List quality issues, newest first',
          querystring: IssuesQuery,
          response: { 200: PageOf(IssueShape) }
        }
      },
      async (request) => listIssues(ctx.db, request.query)
    )
    app.get(
      '/quality-issues/:id',
      {
        config: read,
        schema: {
          operationId: 'getQualityIssue',
          summary: 'Read a quality issue',
          params: IdParams,
          response: { 200: IssueShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const row = await findIssue(ctx.db, id)
        if (!row) throw new NotFound({ what: 'quality issue', id })
        return reply.sendVersioned(row)
      }
    )
    app.get(
      '/quality-issues/:id/cases',
      {
        config: read,
        schema: {
          operationId: 'listQualityIssueCases',
          summary: 'List the cases that a quality issue is about, newest first',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(IssueCaseShape) }
        }
      },
      async (request) => listIssueCases(ctx.db, request.params.id, request.query)
    )
  })
}

function writeRoutes(scope: AftersalesScope): void {
  const step = (
    request: FastifyRequest<{ Params: { id: string } }>,
    reply: FastifyReply,
    { to, conclusion }: { to: IssueState; conclusion: string | null }
  ) => {
    const given = { id: request.params.id, expected: request.ifMatch(), to, conclusion }
    return reply.write(200, (tx) => stepIssue(tx, scope, given))
  }
  scope.ctx.routes(async (app) => {
    app.patch(
      '/quality-issues/:id',
      {
        config: write,
        schema: {
          operationId: 'assignQualityIssue',
          summary: 'Give a quality issue to somebody',
          params: IdParams,
          body: AssignBody,
          response: { 200: IssueShape }
        }
      },
      (request, reply) => {
        const given = { id: request.params.id, expected: request.ifMatch(), ...request.body }
        return reply.write(200, (tx) => assignIssue(tx, given))
      }
    )
    app.post(
      '/quality-issues/:id/investigate',
      {
        config: write,
        schema: {
          operationId: 'investigateQualityIssue',
          summary: 'Say that somebody looks into a quality issue',
          params: IdParams,
          body: NoteBody,
          response: { 200: IssueShape }
        }
      },
      (request, reply) =>
        step(request, reply, { to: 'investigating', conclusion: request.body.note ?? null })
    )
    for (const [action, to] of [
      ['resolve', 'resolved'],
      ['dismiss', 'dismissed']
    ] as const) {
      app.post(
        `/quality-issues/:id/${action}`,
        {
          config: write,
          schema: {
            operationId: `${action}QualityIssue`,
            summary: `Say that a quality issue is ${to}, and what was found; only cases from then on count anew`,
            params: IdParams,
            body: ConclusionBody,
            response: { 200: IssueShape }
          }
        },
        (request, reply) => step(request, reply, { to, ...request.body })
      )
    }
  })
}
