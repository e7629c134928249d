import type { ReportingScope } from '../scope.ts'
import { queryRoutes } from './routes.ts'

/** Questions to the figures, over HTTP. */
export function setupQuery(scope: ReportingScope): void {
  queryRoutes(scope)
}
