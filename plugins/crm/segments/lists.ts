import { NotFound } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import { holdTrees } from '../customers/repository/customers.ts'
import type { CrmScope } from '../scope.ts'
import { SegmentKindWrong } from './errors.ts'
import { loadSegment } from './keep.ts'
import { reevaluate } from './live.ts'
import { deleteEntries, insertEntries, livingIds } from './repository/entries.ts'

/** What putting customers on a list has done. */
export interface ListReport {
  /** Ids that were given, each once. */
  given: number
  added: number
  /** Were on the list already. */
  known: number
  /** Lead to no living customer; the first hundred. */
  unknown: string[]
}

const shownMax = 100

/** Puts customers on a static list; ids that were merged lead to the living. Errors: NOT_FOUND, SEGMENT_KIND_WRONG. */
export async function addToList(
  tx: Tx,
  scope: CrmScope,
  { segmentId, customerIds }: { segmentId: string; customerIds: readonly string[] }
): Promise<ListReport> {
  await holdTrees(tx)
  await assertStatic(tx, segmentId)
  const given = [...new Set(customerIds)]
  const living = await livingIds(tx, given)
  const ids = [...new Set(living.values())]
  const added = await insertEntries(tx, segmentId, ids)
  await reevaluate(tx, scope, { customerIds: ids, topics: ['lists'] })
  tx.audit([
    { action: 'segment.add', subjectType: 'segment', subjectId: segmentId, after: { added } }
  ])
  const unknown = given.filter((id) => !living.has(id))
  return {
    given: given.length,
    added,
    known: given.length - unknown.length - added,
    unknown: unknown.slice(0, shownMax)
  }
}

/** Takes a customer off a static list. Errors: NOT_FOUND, SEGMENT_KIND_WRONG. */
export async function removeFromList(
  tx: Tx,
  scope: CrmScope,
  { segmentId, customerId }: { segmentId: string; customerId: string }
): Promise<void> {
  await assertStatic(tx, segmentId)
  if (!(await deleteEntries(tx, segmentId, customerId))) {
    throw new NotFound({ what: 'customer on the list', id: customerId })
  }
  await reevaluate(tx, scope, { customerIds: [customerId], topics: ['lists'] })
  tx.audit([
    {
      action: 'segment.remove',
      subjectType: 'segment',
      subjectId: segmentId,
      after: { customerId }
    }
  ])
}

async function assertStatic(tx: Tx, segmentId: string): Promise<void> {
  const { kind } = await loadSegment(tx, segmentId)
  if (kind === 'static') return
  throw new SegmentKindWrong({
    segmentId,
    fix: 'its rule says who is in it; make a static list to choose customers yourself'
  })
}
