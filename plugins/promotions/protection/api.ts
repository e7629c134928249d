/** A claim that was approved: after-sales pays it. */
export interface PriceProtectionEvent {
  claimId: string
  orderId: string
  orderLineId: string
  sku: string
  amountMinor: number
  currency: string
}

declare module 'shopkeeper' {
  interface Events {
    /** A claim for a line that became cheaper is approved, and to be paid. */
    'price-protection.approved': PriceProtectionEvent
  }
  interface Permissions {
    'protection:claim': true
    /** Approves, refuses and pays claims. */
    'protection:decide': true
  }
}
