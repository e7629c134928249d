import type { Tx } from '#core/transaction'
import type { CaseEvent } from '../api.ts'
import type { AftersalesScope, CaseChange } from '../scope.ts'
import type { CaseRow } from './tables.ts'

/**
 * Tells everybody of cases that are written already: the areas, those who listen to the events, and the audit log. A
 * constant number of queries beside those of the areas.
 */
export async function tellOfCases(
  tx: Tx,
  { areas }: AftersalesScope,
  changes: readonly CaseChange[],
  action: string
): Promise<void> {
  if (changes.length === 0) return
  tx.audit(
    changes.map(({ before, after }) => ({
      action,
      subjectType: 'case',
      subjectId: after.id,
      ...(before && { before: auditedOf(before) }),
      after: auditedOf(after)
    }))
  )
  for (const area of areas) await area.onCases?.(tx, changes)
  const isNew = ({ before }: CaseChange) => before === null
  await tx.emit('case.opened', changes.filter(isNew).map(eventOf))
  await tx.emit('case.changed', changes.filter((change) => !isNew(change)).map(eventOf))
}

function eventOf({ after }: CaseChange): CaseEvent {
  const { id, flow, kind, state, channelId, orderId } = after
  return { caseId: id, flow, kind, state, channelId, orderId }
}

/** What a reader of the audit log needs, without the customer's words. */
function auditedOf(row: Readonly<CaseRow>) {
  const { description: _, stateSince: __, createdAt: ___, updatedAt: ____, ...rest } = row
  return rest
}
