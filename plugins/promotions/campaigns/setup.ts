import type { PromotionsScope } from '../scope.ts'
import { figureRoutes } from './figure-routes.ts'
import { moveCampaigns, moveCampaignsJob, moveOne, stopCampaignJob } from './move.ts'
import { countOrder } from './orders/count.ts'
import { followOrders, recountOrders } from './orders/recount.ts'
import { campaignProofs } from './proofs.ts'
import { campaignRoutes } from './routes.ts'

/** Sets campaigns up: kept over HTTP, moved by a job, counted by the orders that use their promotions. */
export function setupCampaigns(scope: PromotionsScope): void {
  const { ctx, parts } = scope
  scope.campaigns = {
    count: (tx, order, promotions) => countOrder(scope, tx, order, promotions),
    recount: (tx, standing) => recountOrders(scope, tx, standing)
  }
  // Where uses come back with canceled orders, that tells campaigns too.
  if (ctx.options.canceledOrders === 'keep') {
    ctx.on('order.changed', (tx, batch) => followOrders(scope, tx, batch))
  }
  campaignRoutes(scope)
  figureRoutes(scope)
  ctx.handle(moveCampaignsJob, (job) => moveCampaigns(scope, job))
  ctx.handle(stopCampaignJob, (job) => moveOne(scope, job, job.payload.campaignId))
  for (const proof of campaignProofs(parts.orders)) ctx.proof(proof)
}
