import { Type } from 'typebox'
import { NotFound } from '#core/http/errors'
import { IdParams } from '#core/http/schemas'
import type { AftersalesScope } from '../../scope.ts'
import { appealsOf, decideAppeal, fileAppeal } from '../appeals.ts'
import { presentAppeal } from '../present.ts'
import { findReview } from '../repository/reviews.ts'
import { AppealInput, AppealShape, DecideBody } from '../schema.ts'

/** Appeals against reviews over HTTP. */
export function appealRoutes({ ctx }: AftersalesScope): void {
  const write = { permission: 'reviews:write' } as const
  ctx.routes(async (app) => {
    app.get(
      '/reviews/:id/appeals',
      {
        config: { permission: 'reviews:read' },
        schema: {
          operationId: 'listReviewAppeals',
          summary: 'List the appeals against a review, newest first',
          params: IdParams,
          response: { 200: Type.Object({ data: Type.Array(AppealShape) }) }
        }
      },
      async (request) => {
        const { id } = request.params
        if (!(await findReview(ctx.db, id))) throw new NotFound({ what: 'review', id })
        return { data: (await appealsOf(ctx.db, id)).map(presentAppeal) }
      }
    )
    app.post(
      '/reviews/:id/appeal',
      {
        config: write,
        schema: {
          operationId: 'appealAgainstReview',
          summary: 'Record that an appeal against a review was filed at its platform',
          params: IdParams,
          body: AppealInput,
          response: { 201: AppealShape }
        }
      },
      (request, reply) => {
        const ref = { id: request.params.id, expected: request.ifMatch() }
        return reply.write(201, async (tx) =>
          presentAppeal(await fileAppeal(tx, ref, request.body))
        )
      }
    )
    app.post(
      '/review-appeals/:id/decide',
      {
        config: write,
        schema: {
          operationId: 'decideReviewAppeal',
          summary: 'Record what became of an appeal; upheld, its review counts no more',
          params: IdParams,
          body: DecideBody,
          response: { 200: AppealShape }
        }
      },
      (request, reply) => {
        const { state, decision = null } = request.body
        const given = { id: request.params.id, expected: request.ifMatch(), state, decision }
        return reply.write(200, async (tx) => presentAppeal(await decideAppeal(tx, given)))
      }
    )
  })
}
