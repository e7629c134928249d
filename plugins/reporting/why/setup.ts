import type { ReportingScope } from '../scope.ts'
import { annotationRoutes } from './annotations/routes.ts'
import { findAnomalies } from './anomalies/find.ts'
import { findAnomaliesJob } from './jobs.ts'
import { whyRoutes } from './routes.ts'

/** Why figures have changed, and what is odd about them. After the areas whose cubes it asks. */
export function setupWhy(scope: ReportingScope): void {
  scope.ctx.handle(findAnomaliesJob, (job) => findAnomalies(job, scope))
  whyRoutes(scope)
  annotationRoutes(scope)
}
