import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { AftersalesScope, CaseChange } from '../scope.ts'
import { CaseNotDisputable, CaseReopenTooLate } from './errors.ts'
import { firstState, reopenUntil } from './flows/flow.ts'
import { type CaseRef, loadCases } from './load.ts'
import { moved } from './move.ts'
import { insertEvents, saveCases } from './repository/cases.ts'
import { sayInCases } from './say.ts'
import { tellOfCases } from './tell.ts'

/** A request that the customer does not leave at that. */
export interface CaseDispute extends CaseRef {
  /** Why, for us alone: kept as a note. */
  note?: string | undefined
  /** The platform looks at it: it is a dispute then, whatever has become of the request. */
  isDecreed?: boolean
}

/**
 * Makes disputes of requests, at the beginning of that flow: all or none, any number with a constant number of queries.
 * One that is over is reopened by it, as long as it may be.
 *
 * Errors: NOT_FOUND, VERSION_OUTDATED, CASE_NOT_DISPUTABLE, CASE_REOPEN_TOO_LATE.
 */
export async function disputeCases(
  tx: Tx,
  scope: AftersalesScope,
  disputes: readonly CaseDispute[]
): Promise<CaseChange[]> {
  if (disputes.length === 0) return []
  const rows = await loadCases(tx, disputes)
  const { reopenWithinDays } = scope.ctx.options.cases
  const decreed = new Set(disputes.flatMap((one) => (one.isDecreed ? [one.caseId] : [])))
  const changes = [...rows.values()].map((before): CaseChange => {
    const { id: caseId, flow, state, closedAt } = before
    const isDecreed = decreed.has(caseId)
    if (flow === 'dispute' || (state === 'withdrawn' && !isDecreed)) {
      throw new CaseNotDisputable({ caseId, flow, state })
    }
    const until = isDecreed ? null : reopenUntil(before, reopenWithinDays)
    if (until !== null && tx.now > until) {
      throw new CaseReopenTooLate({ caseId, closedAt: closedAt!, reopenWithinDays })
    }
    const to = firstState('dispute')
    return {
      before,
      after: moved(tx, before, { to, flow: 'dispute', isReopening: closedAt !== null })
    }
  })
  await saveCases(
    tx,
    changes.map(({ after }) => ({ ...after }))
  )
  await insertEvents(
    tx,
    changes.map(({ before, after }) => ({
      ...{ id: newId('cev'), caseId: after.id, at: tx.now, actor: tx.origin.actor },
      ...{ kind: 'disputed', fromState: before!.state, toState: after.state, detail: '{}' }
    }))
  )
  await sayInCases(
    tx,
    scope,
    disputes.flatMap(({ caseId, note }) =>
      note ? [{ caseId, side: 'staff' as const, isNote: true, text: note }] : []
    )
  )
  await tellOfCases(tx, scope, changes, 'case.dispute')
  return changes
}
