import { sql } from 'kysely'
import { Type } from 'typebox'
import { pageOf } from '#core/database/keyset'
import { ValidationFailed } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import type { AftersalesScope } from '../../scope.ts'
import { presentTopic } from '../present.ts'
import { type TopicCount, topicCounts } from '../repository/topics.ts'
import {
  TopicChange,
  TopicCountShape,
  TopicCountsQuery,
  TopicInput,
  TopicShape
} from '../schema.ts'
import { changeTopic, createTopic, removeTopic } from '../topics/keep.ts'

const read = { permission: 'reviews:read' } as const
const write = { permission: 'reviews:topics' } as const

/** Topics of reviews over HTTP. */
export function topicRoutes(scope: AftersalesScope): void {
  readRoutes(scope)
  writeRoutes(scope)
}

function readRoutes({ ctx }: AftersalesScope): void {
  ctx.routes(async (app) => {
    app.get(
      '/review-topics',
      {
        config: read,
        schema: {
          operationId: 'listReviewTopics',
          summary: 'List the topics that reviews are looked through for',
          querystring: PageQuery,
          response: { 200: PageOf(TopicShape) }
        }
      },
      async (request) => {
        const rows = ctx.db.selectFrom('reviewTopics').selectAll()
        const page = await pageOf(rows, { list: 'review-topics', sort: ['code'], ...request.query })
        return { ...page, data: page.data.map(presentTopic) }
      }
    )
    app.get(
      '/review-topic-counts',
      {
        config: read,
        schema: {
          operationId: 'countReviewTopics',
          summary:
            'Count what reviews of a period were about, by SKU and month if asked, the most first',
          querystring: TopicCountsQuery,
          response: { 200: PageOf(TopicCountShape) }
        }
      },
      async (request) => {
        const { limit, after, ...query } = request.query
        if (query.from >= query.to) {
          const detail = `is not before to, ${query.to}: begin earlier`
          throw new ValidationFailed({ errors: [{ pointer: '#/from', detail }] })
        }
        const rows = ctx.db
          .selectFrom(sql<TopicCount>`(${topicCounts(query)})`.as('counts'))
          .selectAll()
        const sort = ['-reviews', 'code', 'sku', 'month']
        const page = await pageOf(rows, { list: 'review-topic-counts', sort, limit, after })
        const data = page.data.map(({ sku, month, ...count }) => ({
          ...{ ...count, sku: sku || null, month: month || null }
        }))
        return { ...page, data }
      }
    )
  })
}

function writeRoutes({ ctx }: AftersalesScope): void {
  ctx.routes(async (app) => {
    app.post(
      '/review-topics',
      {
        config: write,
        schema: {
          operationId: 'createReviewTopic',
          summary: 'Write a topic; all reviews are looked through for it afterwards',
          body: TopicInput,
          response: { 201: TopicShape }
        }
      },
      (request, reply) =>
        reply.write(201, async (tx) => presentTopic(await createTopic(tx, request.body)))
    )
    app.patch(
      '/review-topics/:id',
      {
        config: write,
        schema: {
          operationId: 'changeReviewTopic',
          summary: 'Change a topic; all reviews are looked through anew afterwards',
          params: IdParams,
          body: TopicChange,
          response: { 200: TopicShape }
        }
      },
      (request, reply) => {
        const ref = { id: request.params.id, expected: request.ifMatch() }
        return reply.write(200, async (tx) =>
          presentTopic(await changeTopic(tx, ref, request.body))
        )
      }
    )
    app.delete(
      '/review-topics/:id',
      {
        config: write,
        schema: {
          operationId: 'deleteReviewTopic',
          summary: 'Delete a topic with all that was counted for it',
          params: IdParams,
          response: { 204: Type.Null() }
        }
      },
      (request, reply) => {
        const ref = { id: request.params.id, expected: request.ifMatch() }
        return reply.write(204, (tx) => removeTopic(tx, ref))
      }
    )
  })
}
