/** `rule`: whom a rule fits; `static`: whom somebody put on a list. */
export const segmentKinds = ['rule', 'static'] as const
export type SegmentKind = (typeof segmentKinds)[number]

export interface CrmSegmentRow {
  id: string
  handle: string
  title: string
  description: string | null
  kind: SegmentKind
  /** JSON of the rule; null: a static list. */
  rule: string | null
  version: number
  /** When everybody was last gone over; null: not yet since the rule was written. */
  refreshedAt: string | null
  createdAt: string
  updatedAt: string
}

/** Who is in a segment now. */
export interface CrmSegmentMemberRow {
  segmentId: string
  customerId: string
  enteredAt: string
}

/** Who was put on a static list. Moves with its member when customers are merged. */
export interface CrmSegmentEntryRow {
  segmentId: string
  memberId: string
  customerId: string
  createdAt: string
}

/** Who was in a segment at an instant. Never changed. */
export interface CrmSegmentSnapshotRow {
  id: string
  segmentId: string
  handle: string
  title: string
  /** The rule as it was. */
  rule: string | null
  size: number
  note: string | null
  takenAt: string
}

declare module 'shopkeeper' {
  interface Tables {
    crmSegments: CrmSegmentRow
    crmSegmentMembers: CrmSegmentMemberRow
    crmSegmentEntries: CrmSegmentEntryRow
    crmSegmentSnapshots: CrmSegmentSnapshotRow
    crmSegmentSnapshotMembers: { snapshotId: string; customerId: string }
  }
}
