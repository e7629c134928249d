import type { ReportingScope } from '../scope.ts'
import { runRoutes } from './routes.ts'

/** Reports as they were made. */
export function setupRuns(scope: ReportingScope): void {
  runRoutes(scope)
}
