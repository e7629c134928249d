import type { ReportingScope } from '../scope.ts'
import { goalRoutes } from './routes.ts'

/** What is to be reached, how it is divided, and how far it has come. */
export function setupGoals(scope: ReportingScope): void {
  goalRoutes(scope)
}
