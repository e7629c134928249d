import type { ReportingScope } from '../scope.ts'
import { allMetrics } from './registry.ts'
import { metricRoutes } from './routes.ts'

/** Figures with one meaning each. */
export function setupMetrics(scope: ReportingScope): void {
  scope.metrics.push(...allMetrics)
  metricRoutes(scope)
}
