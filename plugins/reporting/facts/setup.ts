import { salesCubes } from '../cubes/sales.ts'
import type { ReportingScope } from '../scope.ts'

/** What orders and refunds contribute, and the sums of it. */
export function setupFacts(scope: ReportingScope): void {
  scope.cubes.push(...salesCubes)
}
