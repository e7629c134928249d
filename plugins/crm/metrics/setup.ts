import type { CrmScope } from '../scope.ts'
import { renewModels } from './clv/model.ts'
import { keepDays } from './days.ts'
import { fitClvJob, rebuildMetricsJob } from './jobs.ts'
import { metricProofs } from './proofs.ts'
import { rebuildIfMoved, rebuildMetrics } from './rebuild.ts'
import { metricRoutes } from './routes.ts'

/** What customers' orders say of them by day and by month, kept with every order. */
export function setupMetrics(scope: CrmScope): void {
  const { ctx } = scope
  scope.areas.push({
    name: 'metrics',
    onFacts: (tx, changes) => keepDays(tx, ctx.shop, changes)
  })
  ctx.handle(rebuildMetricsJob, (job) => rebuildMetrics(job, ctx.shop))
  ctx.handle(fitClvJob, (job) =>
    renewModels(job, ctx.db, { shop: ctx.shop, now: () => ctx.clock.now() })
  )
  ctx.onStart(() => rebuildIfMoved(scope))
  for (const proof of metricProofs(ctx.shop)) ctx.proof(proof)
  metricRoutes(scope)
}
