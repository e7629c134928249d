import type { ReportingScope } from '../scope.ts'
import { findDueReports } from './due.ts'
import { findDueReportsJob, runReportJob } from './jobs.ts'
import { definitionRoutes } from './routes.ts'
import { runDueReport } from './run.ts'

/** Reports that are kept, and made when they are due. */
export function setupDefinitions(scope: ReportingScope): void {
  scope.ctx.handle(findDueReportsJob, (job) => findDueReports(job, scope))
  scope.ctx.handle(runReportJob, (job) => runDueReport(job, scope))
  definitionRoutes(scope)
}
