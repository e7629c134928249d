import type { ReportingScope } from '../scope.ts'
import { reviewReports } from './reviews.ts'
import { builtInRoutes } from './routes.ts'

/** Reports that are there from the start; after all areas that have some. */
export function setupBuiltIn(scope: ReportingScope): void {
  scope.builtIns.unshift(...reviewReports(scope))
  builtInRoutes(scope)
}
