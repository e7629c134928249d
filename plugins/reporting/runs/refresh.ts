import type { Tx } from '#core/transaction'
import type { ReportingScope } from '../scope.ts'
import { makeReport } from './make.ts'
import { recordRun } from './record.ts'
import type { Subject } from './subject.ts'
import type { ReportRunRow } from './tables.ts'

/**
 * Makes a run's report anew: the same days with the same eyes, and the figures as they are now. Returns what keeps it, as
 * the next revision of its series. Errors: those of `makeReport`, when what it was about is no longer there.
 */
export async function refreshRun(
  scope: ReportingScope,
  run: ReportRunRow
): Promise<(tx: Tx) => Promise<ReportRunRow>> {
  const { name, language, definitionId, seriesId, periodFrom: from, periodTo: to } = run
  const subject = JSON.parse(run.subject) as Subject
  const canSeeCost = run.canSeeCost === 1
  const what = { subject, canSeeCost, name, period: { from, to }, today: to }
  const made = await makeReport(scope.ctx.db, scope, what)
  const facts = { subject, name, language, canSeeCost, definitionId, seriesId, dueAt: null }
  return async (tx) =>
    (await recordRun(tx, made, { ...facts, cause: 'refresh', madeBy: tx.origin.actor }))!
}
