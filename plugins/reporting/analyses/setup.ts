import type { ReportingScope } from '../scope.ts'
import { analysisRoutes } from './routes.ts'

/** Goods by what they earn, buyers by whether they come back, stock by its age. */
export function setupAnalyses(scope: ReportingScope): void {
  analysisRoutes(scope)
}
