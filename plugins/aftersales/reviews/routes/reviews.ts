import { NotFound } from '#core/http/errors'
import { IdParams, PageOf } from '#core/http/schemas'
import type { AftersalesScope } from '../../scope.ts'
import { presentReviews } from '../present.ts'
import { loadReview, replyTo } from '../reply.ts'
import { findReview, listReviews, replaceTags, saveReview } from '../repository/reviews.ts'
import { ReplyBody, ReviewShape, ReviewsQuery, TagsBody } from '../schema.ts'

const read = { permission: 'reviews:read' } as const
const write = { permission: 'reviews:write' } as const

/** Reviews over HTTP. */
export function reviewRoutes(scope: AftersalesScope): void {
  readRoutes(scope)
  writeRoutes(scope)
}

function readRoutes({ ctx }: AftersalesScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/reviews',
      {
        config: read,
        schema: {
          operationId: 'listAllReviews',
          summary: 'List reviews of every channel with their topics and tags, newest first',
          querystring: ReviewsQuery,
          response: { 200: PageOf(ReviewShape) }
        }
      },
      async (request) => {
        const page = await listReviews(ctx.db, request.query)
        return { ...page, data: await presentReviews(ctx.db, page.data) }
      }
    )
    app.get(
      '/reviews/:id',
      {
        config: read,
        schema: {
          operationId: 'getReview',
          summary: 'Read a review',
          params: IdParams,
          response: { 200: ReviewShape }
        }
      },
      async (request, reply) => {
        const { id } = request.params
        const row = await findReview(ctx.db, id)
        if (!row) throw new NotFound({ what: 'review', id })
        return reply.sendVersioned((await presentReviews(ctx.db, [row]))[0]!)
      }
    )
  })
}

function writeRoutes(scope: AftersalesScope): void {
  scope.ctx.routes(async (app) => {
    app.post(
      '/reviews/:id/reply',
      {
        config: write,
        schema: {
          operationId: 'answerReview',
          summary: 'Answer a review: through its platform, or recorded as done by hand',
          params: IdParams,
          body: ReplyBody,
          response: { 200: ReviewShape }
        }
      },
      (request, reply) => {
        const given = { id: request.params.id, expected: request.ifMatch(), ...request.body }
        return reply.write(200, async (tx) => {
          const row = await replyTo(tx, scope, given)
          return (await presentReviews(tx, [row]))[0]!
        })
      }
    )
    app.put(
      '/reviews/:id/tags',
      {
        config: write,
        schema: {
          operationId: 'tagReview',
          summary: 'Replace the tags of a review',
          params: IdParams,
          body: TagsBody,
          response: { 200: ReviewShape }
        }
      },
      (request, reply) => {
        const ref = { id: request.params.id, expected: request.ifMatch() }
        const { tags } = request.body
        return reply.write(200, async (tx) => {
          const before = await loadReview(tx, ref)
          const row = { ...before, version: before.version + 1, updatedAt: tx.now }
          await replaceTags(tx, row.id, tags)
          await saveReview(tx, row)
          const subject = { subjectType: 'review', subjectId: row.id }
          tx.audit([{ action: 'review.tag', ...subject, after: { tags } }])
          return (await presentReviews(tx, [row]))[0]!
        })
      }
    )
  })
}
