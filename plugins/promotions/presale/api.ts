/** An order that was closed, since its balance was not paid in time. */
export interface PresaleOverdueEvent {
  orderId: string
  promotionId: string
  currency: string
  keptMinor: number
  /** To be paid back. */
  toRefundMinor: number
}

declare module 'shopkeeper' {
  interface Events {
    /** A balance was not paid in time: its order is closed, the deposit kept or due back. */
    'presale.overdue': PresaleOverdueEvent
  }
  interface Jobs {
    'promotions.close-presales': Record<never, never>
  }
}
