export const groupStates = ['open', 'filled', 'failed'] as const
export type GroupState = (typeof groupStates)[number]

/** A group that buys together. */
export interface PromotionGroupRow {
  id: string
  promotionId: string
  state: GroupState
  /** As the rule said when it was opened. */
  membersMin: number
  members: number
  /** It fails when it is not full by then; exclusive. */
  deadlineAt: string
  openedBy: string
  createdAt: string
  /** When it was full, or failed. */
  endedAt: string | null
}

/** An order that has joined a group. */
export interface PromotionGroupMemberRow {
  groupId: string
  orderId: string
  state: 'joined' | 'left'
  joinedAt: string
  /** Paid for an order that was canceled because the group failed; to be paid back. */
  toRefundMinor: number
  currency: string
}

/** The ways the customers of a group are known: each joins once. */
export interface PromotionGroupKeyRow {
  groupId: string
  customerKey: string
  orderId: string
}

declare module 'shopkeeper' {
  interface Tables {
    promotionGroups: PromotionGroupRow
    promotionGroupMembers: PromotionGroupMemberRow
    promotionGroupKeys: PromotionGroupKeyRow
  }
}
