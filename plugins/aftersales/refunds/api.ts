/** A refund as its events tell it. */
export interface RefundEvent {
  refundId: string
  orderId: string
  caseId: string | null
  currency: string
  amountMinor: number
  /** What is given back of it by now. */
  doneMinor: number
}

declare module 'shopkeeper' {
  interface Events {
    'refund.requested': RefundEvent
    /** All of it, or what could be given back, is. */
    'refund.done': RefundEvent
    /** Nothing of it could be given back; it does not count. */
    'refund.failed': RefundEvent
  }
  interface Permissions {
    'aftersales:refund': true
    /** Gives money for neither goods nor shipping. */
    'aftersales:compensate': true
    /** Beyond the limit of the config. */
    'aftersales:approve': true
  }
  interface Jobs {
    'aftersales.refund': { refundId: string }
  }
  interface AlertKinds {
    'refund.waits': RefundAlertFields
    'refund.failed': RefundAlertFields
  }
}

/** What an alert about a refund carries. */
export interface RefundAlertFields {
  orderId: string
  amountMinor: number
  currency: string
  reason: string | null
}
