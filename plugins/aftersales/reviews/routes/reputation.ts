import { pageOf } from '#core/database/keyset'
import { PageOf } from '#core/http/schemas'
import { dayOn } from '#core/zone'
import type { AftersalesScope } from '../../scope.ts'
import { scoreSpanUpTo, windowUpTo } from '../reputation/days.ts'
import { scoreFigures, windowFigures } from '../reputation/figures.ts'
import { fivesNeeded } from '../reputation/fives.ts'
import { ReputationQuery, ReputationShape, SnapshotShape, SnapshotsQuery } from '../schema.ts'

const read = { permission: 'reviews:read' } as const
const none = { good: 0, neutral: 0, bad: 0, goodRateBps: null, goodOfDecidedBps: null }

/** How channels stand, over HTTP. */
export function reputationRoutes({ ctx }: AftersalesScope): void {
  const { shop, options } = ctx
  ctx.routes(async (app) => {
    app.get(
      '/reputation',
      {
        config: read,
        schema: {
          operationId: 'getReputation',
          summary:
            'Read how channels stand now: good-review rates, means, and what a target still needs',
          querystring: ReputationQuery,
          response: { 200: ReputationShape }
        }
      },
      async (request) => {
        const { channelId = null, targetHundredths } = request.query
        const { windowDays } = options.reviews
        const today = dayOn(ctx.clock.now(), shop.zone, shop.dayStartsAtHour)
        const span = { ...windowUpTo(today, windowDays), channelId }
        const figures = await windowFigures(ctx.db, span)
        const scores = await scoreFigures(ctx.db, { ...scoreSpanUpTo(today), channelId })
        const data = scores.map(({ count, sum, ...score }) => ({
          ...{ ...none, meanHundredths: null, windowDays },
          ...figures.find((one) => one.channelId === score.channelId),
          ...{ ...score, scored: count, targetHundredths },
          fivesNeeded: fivesNeeded({ count, sum }, targetHundredths)
        }))
        return { data }
      }
    )
    app.get(
      '/reputation/snapshots',
      {
        config: read,
        schema: {
          operationId: 'listReputationSnapshots',
          summary: 'List how a channel stood at the end of each day, the newest first',
          querystring: SnapshotsQuery,
          response: { 200: PageOf(SnapshotShape) }
        }
      },
      async (request) => {
        const { channelId, from, to, limit, after } = request.query
        let rows = ctx.db
          .selectFrom('reputationSnapshots')
          .selectAll()
          .where('channelId', '=', channelId)
        if (from !== undefined) rows = rows.where('onDay', '>=', from)
        if (to !== undefined) rows = rows.where('onDay', '<=', to)
        return pageOf(rows, { list: 'reputation-snapshots', sort: ['-onDay'], limit, after })
      }
    )
  })
}
