import type { SyncCounts } from './api.ts'

/** What a run has done that has found nothing. */
export const noCounts: Readonly<SyncCounts> = Object.freeze({
  documents: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  rejected: 0,
  failed: 0
})

/** What two parts of a run have done together. */
export function addCounts(one: SyncCounts, other: SyncCounts): SyncCounts {
  return {
    documents: one.documents + other.documents,
    created: one.created + other.created,
    updated: one.updated + other.updated,
    unchanged: one.unchanged + other.unchanged,
    rejected: one.rejected + other.rejected,
    failed: one.failed + other.failed
  }
}
