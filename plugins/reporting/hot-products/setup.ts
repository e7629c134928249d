import type { ReportingScope } from '../scope.ts'
import { watchHotProductsJob } from './jobs.ts'
import { hotProductRoutes } from './routes.ts'
import { watchHotProducts } from './watch.ts'

/** Products that sell well: an alert when they fall for days, a suggestion when they do not come back. */
export function setupHotProducts(scope: ReportingScope): void {
  scope.ctx.handle(watchHotProductsJob, (job) => watchHotProducts(job, scope))
  hotProductRoutes(scope)
}
