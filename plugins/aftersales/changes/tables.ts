export const changeStates = ['draft', 'confirmed', 'discarded'] as const
export type ChangeState = (typeof changeStates)[number]

/** What an order is to become. The order itself stays as it is until the change is confirmed. */
export interface OrderChangeRow {
  id: string
  orderId: string
  caseId: string | null
  state: ChangeState
  /** For us alone. */
  note: string | null
  /** What the order came to when the change was begun. */
  beforeMinor: number
  /** What it comes to, what is to be paid in addition, and what is given back: once it is confirmed. */
  afterMinor: number | null
  dueMinor: number | null
  refundMinor: number | null
  refundId: string | null
  version: number
  createdBy: string
  createdAt: string
  updatedAt: string
  settledAt: string | null
}

/** One action of a change. Append-only: a later one counts on top of those before it. */
export interface OrderChangeActionRow {
  id: string
  changeId: string
  position: number
  kind: string
  /** JSON, without personal data. */
  body: string
  actor: string
  at: string
}

declare module 'shopkeeper' {
  interface Tables {
    orderChanges: OrderChangeRow
    orderChangeActions: OrderChangeActionRow
  }
}
