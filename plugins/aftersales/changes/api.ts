declare module 'shopkeeper' {
  interface Events {
    /** An order consists of something else from now on. */
    'order.amended': {
      changeId: string
      orderId: string
      beforeMinor: number
      afterMinor: number
      /** To be paid in addition. */
      dueMinor: number
      /** Given back. */
      refundMinor: number
    }
  }
  interface Permissions {
    /** Changes what orders consist of. */
    'aftersales:change': true
  }
}
