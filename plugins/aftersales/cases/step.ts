import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { AftersalesScope, CaseChange } from '../scope.ts'
import { CaseReopenTooLate, CaseStepIllegal, CaseStepIncomplete } from './errors.ts'
import { flows, isOver, reopenUntil, stepsOf } from './flows/flow.ts'
import { type CaseRef, loadCases } from './load.ts'
import { type Artefacts, artefactsFor, missingOf } from './missing.ts'
import { moved } from './move.ts'
import { insertEvents, saveCases } from './repository/cases.ts'
import { sayInCases } from './say.ts'
import type { CaseEventRow, CaseRow, CaseState } from './tables.ts'
import { tellOfCases } from './tell.ts'

/** A case that is to come into another state. */
export interface CaseStep extends CaseRef {
  to: CaseState
  /** Why, for us alone: kept as a note. */
  note?: string | undefined
  /** For the timeline; without personal data. */
  detail?: Readonly<Record<string, unknown>>
  /** The platform has decided so: the step is taken even where ours has none, and whatever is missing. */
  isDecreed?: boolean
}

/**
 * Brings cases into other states: all or none, any number with a constant number of queries. A decreed step into the state
 * a case is in already changes nothing. Returns what has changed, as it was written before the areas were told.
 *
 * Errors: NOT_FOUND, VERSION_OUTDATED, CASE_STEP_ILLEGAL (names the legal ones), CASE_STEP_INCOMPLETE (names what is
 * missing and how to give it), CASE_REOPEN_TOO_LATE.
 */
export async function stepCases(
  tx: Tx,
  scope: AftersalesScope,
  steps: readonly CaseStep[]
): Promise<CaseChange[]> {
  if (steps.length === 0) return []
  const before = await loadCases(tx, steps)
  const there = await artefactsFor(tx, scope, [...before.keys()])
  const after = new Map<string, CaseRow>()
  const events: CaseEventRow[] = []
  for (const step of steps) {
    const row = after.get(step.caseId) ?? before.get(step.caseId)!
    if (step.isDecreed && row.state === step.to) continue
    const isReopening = check(tx, scope, { row, step, there: there.get(row.id) })
    after.set(row.id, moved(tx, row, { to: step.to, isReopening }))
    events.push(stepEvent(tx, row, step))
  }
  const changes = [...after.values()].map((row) => ({ before: before.get(row.id)!, after: row }))
  await saveCases(tx, [...after.values()])
  await insertEvents(tx, events)
  await sayInCases(
    tx,
    scope,
    steps.flatMap(({ caseId, note }) =>
      note ? [{ caseId, side: 'staff' as const, isNote: true, text: note }] : []
    )
  )
  await tellOfCases(tx, scope, changes, 'case.step')
  return changes
}

/** Whether the step is allowed, and whether it reopens the case. */
function check(
  tx: Tx,
  { ctx }: AftersalesScope,
  { row, step, there }: { row: CaseRow; step: CaseStep; there: Artefacts | undefined }
): boolean {
  const { id: caseId, flow, state } = row
  const { to, isDecreed } = step
  const legal = stepsOf(row)
  const rule = legal.find((one) => one.to === to)
  if (isDecreed) {
    if (!flows[flow].states[to]) {
      throw new CaseStepIllegal({ caseId, flow, state, to, legal: Object.keys(flows[flow].states) })
    }
    return isOver(row) && !isOver({ flow, state: to })
  }
  if (!rule) {
    throw new CaseStepIllegal({ caseId, flow, state, to, legal: legal.map((one) => one.to) })
  }
  const missing = missingOf(caseId, rule.needs, there)
  if (missing.length > 0) throw new CaseStepIncomplete({ caseId, state, to, missing })
  const { reopenWithinDays } = ctx.options.cases
  const until = rule.isReopening ? reopenUntil(row, reopenWithinDays) : null
  if (until !== null && tx.now > until) {
    throw new CaseReopenTooLate({ caseId, closedAt: row.closedAt!, reopenWithinDays })
  }
  return rule.isReopening === true
}

function stepEvent(tx: Tx, row: CaseRow, { to, detail, isDecreed }: CaseStep): CaseEventRow {
  return {
    ...{ id: newId('cev'), caseId: row.id, at: tx.now, actor: tx.origin.actor, kind: 'step' },
    ...{ fromState: row.state, toState: to },
    detail: JSON.stringify({ ...detail, ...(isDecreed && { isDecreed }) })
  }
}
