/** Goods that came back, as their event tells it. */
export interface GoodsReceivedEvent {
  receiptId: string
  orderId: string
  caseId: string | null
}

declare module 'shopkeeper' {
  interface Events {
    'return.received': GoodsReceivedEvent
    /** An order was placed for goods to be sent anew. */
    'replacement.placed': {
      replacementId: string
      orderId: string
      caseId: string | null
      newOrderId: string
    }
  }
  interface Permissions {
    /** Books goods that came back. */
    'aftersales:receive': true
    /** Has goods sent anew. */
    'aftersales:replace': true
  }
}
