import { NotFound, VersionOutdated } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import type { AftersalesScope } from '../scope.ts'
import { alertOf } from './alerts.ts'
import { QualityStepIllegal } from './errors.ts'
import { eventOf } from './evaluate.ts'
import { lockIssue, saveIssue } from './repository/issues.ts'
import type { IssueState, QualityIssueRow } from './tables.ts'

/** Where an issue may go from each state. */
const steps: Readonly<Record<IssueState, readonly IssueState[]>> = {
  open: ['investigating', 'resolved', 'dismissed'],
  investigating: ['resolved', 'dismissed'],
  resolved: [],
  dismissed: []
}

/** What a change of an issue is held against. */
export interface IssueRef {
  id: string
  expected: number | undefined
}

/**
 * Takes an issue a step further; at its end its alert is over, and what happened so far no longer counts for its subject.
 * Errors: NOT_FOUND, VERSION_OUTDATED, QUALITY_STEP_ILLEGAL.
 */
export async function stepIssue(
  tx: Tx,
  { ctx }: AftersalesScope,
  { id, expected, to, conclusion }: IssueRef & { to: IssueState; conclusion: string | null }
): Promise<QualityIssueRow> {
  const before = await loadIssue(tx, { id, expected })
  const legal = steps[before.state]
  if (!legal.includes(to)) {
    throw new QualityStepIllegal({ id, from: before.state, to, legal: [...legal] })
  }
  const isOver = steps[to].length === 0
  const after: QualityIssueRow = {
    ...{ ...before, state: to, conclusion: conclusion ?? before.conclusion },
    ...(isOver && { endedAt: tx.now, endedBy: tx.origin.actor }),
    ...{ version: before.version + 1, updatedAt: tx.now }
  }
  await saveIssue(tx, after)
  if (isOver) await ctx.alerts.clear(tx, [alertOf(id)])
  audit(tx, 'step', id, { before: { state: before.state }, after: { state: to } })
  await tx.emit('quality.changed', [eventOf(after)])
  return after
}

/** Gives an issue to somebody, or to nobody. Errors: NOT_FOUND, VERSION_OUTDATED. */
export async function assignIssue(
  tx: Tx,
  { id, expected, assignee }: IssueRef & { assignee: string | null }
): Promise<QualityIssueRow> {
  const before = await loadIssue(tx, { id, expected })
  const after = { ...before, assignee, version: before.version + 1, updatedAt: tx.now }
  await saveIssue(tx, after)
  audit(tx, 'assign', id, { before: { assignee: before.assignee }, after: { assignee } })
  return after
}

async function loadIssue(tx: Tx, { id, expected }: IssueRef): Promise<QualityIssueRow> {
  const row = await lockIssue(tx, id)
  if (!row) throw new NotFound({ what: 'quality issue', id })
  if (expected !== undefined && expected !== row.version) {
    throw new VersionOutdated({ expected, current: row.version })
  }
  return row
}

function audit(tx: Tx, act: string, subjectId: string, change: object): void {
  tx.audit([{ action: `quality.${act}`, subjectType: 'qualityIssue', subjectId, ...change }])
}
