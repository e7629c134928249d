import type { AftersalesScope } from '../scope.ts'
import { followCases } from './follow-cases.ts'
import { followMessages } from './follow-messages.ts'
import { recomputeClocksJob, tellDeadlineJob, tellDeadlinesJob } from './jobs.ts'
import { slaProofs } from './proofs.ts'
import { recomputeClocks } from './recompute.ts'
import { calendarRoutes } from './routes/calendars.ts'
import { clockRoutes } from './routes/clocks.ts'
import { policyRoutes } from './routes/policies.ts'
import { tellAll, tellOne } from './tell.ts'

/** Deadlines of cases: ours by policies and calendars, and the platform's. */
export function setupSla(scope: AftersalesScope): void {
  const { ctx, areas } = scope
  areas.push({
    name: 'sla',
    onCases: (tx, changes) => followCases(tx, scope, changes),
    onMessages: (tx, messages) => followMessages(tx, scope, messages)
  })
  ctx.handle(tellDeadlineJob, (job) => tellOne(job, scope, job.payload.clockId))
  ctx.handle(tellDeadlinesJob, (job) => tellAll(job, scope))
  ctx.handle(recomputeClocksJob, (job) => recomputeClocks(job, scope, job.payload.calendarId))
  for (const proof of slaProofs) ctx.proof(proof)
  calendarRoutes(scope)
  policyRoutes(scope)
  clockRoutes(scope)
}
