import type { ReportingScope } from '../scope.ts'
import { runProofs } from './proofs.ts'
import { runRoutes } from './routes.ts'

/** Reports as they were made. */
export function setupRuns(scope: ReportingScope): void {
  for (const proof of runProofs) scope.ctx.proof(proof)
  runRoutes(scope)
}
