import { NotFound } from '#core/http/errors'
import { IdParams, PageOf, PageQuery } from '#core/http/schemas'
import type { PromotionsScope } from '../scope.ts'
import { figuresOf } from './figures.ts'
import { findCampaign } from './repository.ts'
import type { ReviewResult } from './review/result.ts'
import { findReview, listReviews, reviewCampaign } from './review/review.ts'
import {
  FiguresShape,
  ReviewInput,
  ReviewShape,
  RevisionParams,
  SpendInput,
  SpendShape
} from './schema.ts'
import { listSpends, recordSpend } from './spends.ts'
import type { CampaignReviewRow } from './tables.ts'

/** What campaigns have come to: figures, spend and reviews. */
export function figureRoutes(scope: PromotionsScope): void {
  const { ctx } = scope
  ctx.routes(async (app) => {
    app.get(
      '/campaigns/:id/figures',
      {
        config: { permission: 'campaigns:read' },
        schema: {
          operationId: 'getCampaignFigures',
          summary: 'Read what a campaign has come to, in all and by day, held against its targets',
          params: IdParams,
          response: { 200: FiguresShape }
        }
      },
      async (request) => {
        const { id } = request.params
        const campaign = await findCampaign(ctx.db, id)
        if (!campaign) throw new NotFound({ what: 'campaign', id })
        return figuresOf(ctx.db, campaign, request.can('catalog:cost'))
      }
    )
    app.get(
      '/campaigns/:id/spends',
      {
        config: { permission: 'campaigns:read' },
        schema: {
          operationId: 'listCampaignSpends',
          summary: 'List what was spent on a campaign elsewhere, newest first',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(SpendShape) }
        }
      },
      (request) => listSpends(ctx.db, request.params.id, request.query)
    )
    app.post(
      '/campaigns/:id/spends',
      {
        config: { permission: 'campaigns:write' },
        schema: {
          operationId: 'recordCampaignSpend',
          summary: 'Record what was spent on a campaign elsewhere, such as for ads; once a key',
          params: IdParams,
          body: SpendInput,
          response: { 201: SpendShape }
        }
      },
      (request, reply) =>
        reply.write(201, (tx) => recordSpend(scope, tx, request.params.id, request.body))
    )
    app.get(
      '/campaigns/:id/reviews',
      {
        config: { permission: 'campaigns:read' },
        schema: {
          operationId: 'listCampaignReviews',
          summary: 'List reviews of a campaign, newest first',
          params: IdParams,
          querystring: PageQuery,
          response: { 200: PageOf(ReviewShape) }
        }
      },
      async (request) => {
        const page = await listReviews(ctx.db, request.params.id, request.query)
        const canSeeCost = request.can('catalog:cost')
        return { ...page, data: page.data.map((row) => presentReview(row, canSeeCost)) }
      }
    )
    app.post(
      '/campaigns/:id/reviews',
      {
        config: { permission: 'campaigns:write' },
        schema: {
          operationId: 'reviewCampaign',
          summary: 'Review a campaign that is over: a revision that never changes',
          params: IdParams,
          body: ReviewInput,
          response: { 201: ReviewShape }
        }
      },
      (request, reply) => {
        const canSeeCost = request.can('catalog:cost')
        return reply.write(201, async (tx) =>
          presentReview(
            await reviewCampaign(scope, tx, request.params.id, request.body),
            canSeeCost
          )
        )
      }
    )
    app.get(
      '/campaigns/:id/reviews/:revision',
      {
        config: { permission: 'campaigns:read' },
        schema: {
          operationId: 'getCampaignReview',
          summary: 'Read a review as it was made',
          params: RevisionParams,
          response: { 200: ReviewShape }
        }
      },
      async (request) => {
        const { id, revision } = request.params
        const row = await findReview(ctx.db, id, revision)
        if (!row) throw new NotFound({ what: 'review of a campaign', id: `${id} ${revision}` })
        return presentReview(row, request.can('catalog:cost'))
      }
    )
  })
}

function presentReview(row: CampaignReviewRow, canSeeCost: boolean) {
  const { campaignId, revision, lessons, reviewedBy, reviewedAt } = row
  const { costOfGoodsMinor, roiBps, ...result } = JSON.parse(row.result) as ReviewResult
  return {
    campaignId,
    revision,
    ...result,
    ...(canSeeCost && { costOfGoodsMinor, roiBps }),
    lessons: JSON.parse(lessons) as string[],
    reviewedBy,
    reviewedAt
  }
}
