import type { PromotionsScope } from '../scope.ts'
import { eventRoutes } from './event-routes.ts'
import { moveEnrolments, moveEnrolmentsJob, watchEnrolmentsJob } from './move.ts'
import { enrolmentProofs } from './proofs.ts'
import { enrolmentRoutes } from './routes.ts'
import { watchEnrolments } from './watch.ts'

/** Sets enrolments up: kept over HTTP, moved by time, watched while they run. */
export function setupEnrolments(scope: PromotionsScope): void {
  const { ctx } = scope
  eventRoutes(scope)
  enrolmentRoutes(scope)
  ctx.handle(moveEnrolmentsJob, (job) => moveEnrolments(scope, job))
  ctx.handle(watchEnrolmentsJob, (job) => watchEnrolments(scope, job))
  for (const proof of enrolmentProofs) ctx.proof(proof)
}
