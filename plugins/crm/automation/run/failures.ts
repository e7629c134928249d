import { ShopkeeperError } from '#core/errors'
import { instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import type { CrmScope } from '../../scope.ts'
import { lockAutomation, saveFailures } from '../repository/automations.ts'
import { lockDueRuns, saveRuns } from '../repository/runs.ts'
import { tellFinished } from './finished.ts'

const minuteMs = 60_000
/** How long a run waits after each try of a step that has failed; after one more it is over. */
const retriesMs = [5, 30, 120, 600].map((minutes) => minutes * minuteMs)
/** Failures of an automation in a row from which on somebody is told. */
const tellingFrom = 3

/** Writes down that the step of a run has failed: it is tried again later, and after five tries the run is over. */
export async function recordFailure(
  tx: Tx,
  scope: CrmScope,
  { automationId, runId, error }: { automationId: string; runId: string; error: unknown }
): Promise<void> {
  const automation = (await lockAutomation(tx, automationId))!
  const [run] = await lockDueRuns(tx, [runId])
  if (!run) return
  const code = error instanceof ShopkeeperError ? error.code : 'INTERNAL_ERROR'
  const waitMs = retriesMs[run.attempts]
  const failed = { ...run, attempts: run.attempts + 1, reason: code }
  const next =
    waitMs === undefined
      ? { ...failed, state: 'failed' as const, dueAt: null, finishedAt: tx.now }
      : { ...failed, dueAt: instantAt(instantMs(tx.now) + waitMs) }
  await saveRuns(tx, [next])
  await tellFinished(tx, automation, [next])
  const failures = automation.failures + 1
  await saveFailures(tx, automationId, { failures, failingStep: run.step })
  if (failures < tellingFrom) return
  const { handle } = automation
  const why = error instanceof ShopkeeperError ? error.message : 'see the log'
  await scope.ctx.alerts.raise(tx, [
    {
      ...alertOf(automationId),
      message: `${handle}: ${failures} actions in a row have failed, the last at ${run.step}: ${code} (${why})`,
      fields: { handle, step: run.step, code, failures }
    }
  ])
}

/** The step that had failed was done: what was wrong is over. */
export async function recover(tx: Tx, { ctx }: CrmScope, automationId: string): Promise<void> {
  await saveFailures(tx, automationId, { failures: 0, failingStep: null })
  await ctx.alerts.clear(tx, [alertOf(automationId)])
}

function alertOf(subjectId: string) {
  return { kind: 'automation.failing' as const, subjectType: 'automation', subjectId }
}
