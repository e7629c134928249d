import type { PromotionsScope } from '../scope.ts'
import { awardPrizes } from './award.ts'
import { moveDraws } from './draw.ts'
import { entryRoutes } from './entry-routes.ts'
import { leaveWithOrders, mergeEntrants, unmergeEntrants } from './follow.ts'
import { awardPrizesJob, moveDrawsJob } from './jobs.ts'
import { drawProofs } from './proofs.ts'
import { drawRoutes } from './routes.ts'

/** Sets prize draws up: kept and entered over HTTP, drawn and given out by jobs. */
export function setupDraws(scope: PromotionsScope): void {
  const { ctx, parts } = scope
  drawRoutes(scope)
  entryRoutes(scope)
  ctx.on('order.changed', (tx, batch) => leaveWithOrders(parts.orders, tx, batch))
  if (parts.crm) {
    ctx.on('customer.merged', mergeEntrants)
    ctx.on('customer.unmerged', unmergeEntrants)
  }
  ctx.handle(moveDrawsJob, (job) => moveDraws(scope, job))
  ctx.handle(awardPrizesJob, (job) => awardPrizes(scope, job))
  for (const proof of drawProofs) ctx.proof(proof)
}
