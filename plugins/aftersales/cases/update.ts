import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { AftersalesScope, CaseChange } from '../scope.ts'
import { earliest } from './due.ts'
import { CaseDuplicate, CaseReasonUnknown } from './errors.ts'
import { isOver } from './flows/flow.ts'
import { type CaseRef, loadCases } from './load.ts'
import { casesByExternal, insertEvents, saveCases } from './repository/cases.ts'
import type { CaseRow } from './tables.ts'
import { tellOfCases } from './tell.ts'

/** What of a case may be written without a step. Deadlines of ours: `setDue`. */
export type CaseFields = Pick<
  CaseRow,
  | 'kind'
  | 'reason'
  | 'requestedMinor'
  | 'owner'
  | 'externalId'
  | 'platformStatus'
  | 'platformVersion'
  | 'platformModifiedAt'
  | 'platformDueAt'
  | 'isSubstantiated'
  | 'satisfaction'
>

/** What of a case is to be other than it is. */
export interface CaseUpdate extends CaseRef {
  set: Partial<CaseFields>
  /** For the timeline; `detail` without personal data. Default: `changed`, with the names of what has changed. */
  event?: { kind: string; detail?: Readonly<Record<string, unknown>> }
  /** Something that belongs to it has changed, so that everybody is told even if nothing of `set` is news. */
  isTold?: boolean
}

/**
 * Changes cases: all or none, any number with a constant number of queries. What is so already is no change, and an update
 * without one leaves no trace. Returns what has changed, as it was written before the areas were told.
 *
 * Errors: NOT_FOUND, VERSION_OUTDATED, CASE_REASON_UNKNOWN, CASE_DUPLICATE.
 */
export async function updateCases(
  tx: Tx,
  scope: AftersalesScope,
  updates: readonly CaseUpdate[]
): Promise<CaseChange[]> {
  if (updates.length === 0) return []
  const before = await loadCases(tx, updates)
  const after = new Map<string, CaseRow>()
  const events = updates.flatMap(({ caseId, set, event, isTold }) => {
    if (set.reason !== undefined && !scope.reasons.of(set.reason)) {
      throw new CaseReasonUnknown({ reason: set.reason })
    }
    const row = after.get(caseId) ?? before.get(caseId)!
    const fields = (Object.keys(set) as (keyof CaseFields)[]).filter(
      (name) => set[name] !== undefined && set[name] !== row[name]
    )
    if (fields.length === 0 && !isTold) return []
    after.set(caseId, changed(tx, row, set, before.get(caseId)!.version))
    return [
      {
        ...{ id: newId('cev'), caseId, at: tx.now, actor: tx.origin.actor },
        ...{ kind: event?.kind ?? 'changed', fromState: null, toState: null },
        detail: JSON.stringify(event?.detail ?? { fields })
      }
    ]
  })
  const rows = [...after.values()]
  await refuseTaken(tx, rows, before)
  await saveCases(tx, rows)
  await insertEvents(tx, events)
  const changes = rows.map((row) => ({ before: before.get(row.id)!, after: row }))
  await tellOfCases(tx, scope, changes, 'case.change')
  return changes
}

function changed(tx: Tx, row: CaseRow, set: Partial<CaseFields>, version: number): CaseRow {
  const given = Object.entries(set).filter(([, value]) => value !== undefined)
  const next: CaseRow = { ...row, ...Object.fromEntries(given) }
  next.dueAt = isOver(next) ? null : earliest(next.slaDueAt, next.platformDueAt)
  next.version = version + 1
  next.updatedAt = tx.now
  return next
}

/** Errors: CASE_DUPLICATE when the channel calls another case so. */
async function refuseTaken(
  tx: Tx,
  rows: readonly CaseRow[],
  before: ReadonlyMap<string, CaseRow>
): Promise<void> {
  const named = rows.flatMap(({ id, channelId, externalId }) =>
    externalId === null || before.get(id)!.externalId === externalId
      ? []
      : [{ channelId, externalId }]
  )
  const [other] = await casesByExternal(tx, named)
  if (!other) return
  const { channelId, externalId, id: caseId } = other
  throw new CaseDuplicate({ channelId, externalId: externalId!, caseId })
}
