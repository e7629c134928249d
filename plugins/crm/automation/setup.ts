import type { CrmScope } from '../scope.ts'
import { runAutomationsJob } from './jobs.ts'
import { exportAutomations, forgetAutomations, moveAutomations } from './privacy.ts'
import { automationProofs } from './proofs.ts'
import { guardReferences } from './references.ts'
import { automationRoutes } from './routes/automations.ts'
import { runRoutes } from './routes/runs.ts'
import { runAutomations } from './run/run.ts'
import { hearEvents } from './signals/hear.ts'
import { Listening } from './signals/listening.ts'

/** What is done for customers by itself: when something happens, when a day comes, when nothing was bought. */
export function setupAutomation(scope: CrmScope): void {
  const { ctx } = scope
  const listening = new Listening(ctx.clock)
  scope.areas.push({
    name: 'automation',
    onMoved: moveAutomations,
    onErased: forgetAutomations,
    exportOf: exportAutomations
  })
  hearEvents(scope, listening)
  guardReferences(scope)
  ctx.handle(runAutomationsJob, (job) => runAutomations(job, scope))
  for (const proof of automationProofs) ctx.proof(proof)
  automationRoutes({ scope, listening })
  runRoutes(scope)
}
