/** Units of a SKU at a flash price. Made when the promotion first goes live. */
export interface FlashStockRow {
  promotionId: string
  sku: string
  /** Units at this price in all. */
  quantity: number
  /** Units that orders have. */
  taken: number
  /** The reservation that locks what is not taken; the same for all SKUs of the promotion. Null: not live. */
  reservationId: string | null
  /** Until when it locks them; exclusive. */
  heldUntil: string | null
}

/** Units that an order has at a flash price. */
export interface FlashTakeRow {
  orderId: string
  promotionId: string
  sku: string
  units: number
  /** 1: the units are at hand again. */
  isReturned: number
}

/** Under which keys units of an order count for its customer. */
export interface FlashUseKeyRow {
  orderId: string
  promotionId: string
  customerKey: string
}

declare module 'shopkeeper' {
  interface Tables {
    flashStock: FlashStockRow
    flashTakes: FlashTakeRow
    flashUseKeys: FlashUseKeyRow
  }
}
