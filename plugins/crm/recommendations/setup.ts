import type { CrmScope } from '../scope.ts'
import { countRecommendations } from './count.ts'
import { countRecommendationsJob } from './jobs.ts'
import { recommendationRoutes } from './routes.ts'

/**
 * Recommendations from what customers' orders have bought. It keeps nothing of customers: whose an order is, the facts say,
 * so that merges and erasures need nothing here.
 */
export function setupRecommendations(scope: CrmScope): void {
  const { ctx } = scope
  const { recommendationDays: days, recommendationOrdersMin: ordersMin } = ctx.options
  ctx.handle(countRecommendationsJob, (job) => countRecommendations(job, { days, ordersMin }))
  recommendationRoutes(scope, ctx.tryUse('inventory'))
}
