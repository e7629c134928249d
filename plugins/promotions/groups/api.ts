/** A group that is full. */
export interface GroupFilledEvent {
  groupId: string
  promotionId: string
  orderIds: readonly string[]
}

/** A group that was not full in time. */
export interface GroupFailedEvent extends GroupFilledEvent {
  /** What was paid for its orders, and is to be paid back. */
  refunds: readonly { orderId: string; amountMinor: number; currency: string }[]
  /** Orders that could not be canceled: some of them has left. */
  keptOrderIds: readonly string[]
}

declare module 'shopkeeper' {
  interface Events {
    /** A group is full: its orders stand. */
    'group.filled': GroupFilledEvent
    /** A group was not full in time: its orders are canceled. */
    'group.failed': GroupFailedEvent
  }
  interface Permissions {
    'promotions:groups': true
  }
  interface Jobs {
    'promotions.fail-groups': Record<never, never>
  }
}
