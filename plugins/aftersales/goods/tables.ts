/** `sellable` goes back on hand; `repair` waits for a workshop; `scrap` is gone. */
export const grades = ['sellable', 'repair', 'scrap'] as const
export type Grade = (typeof grades)[number]

/** `exchange`: other goods for those that came back. `reship`: the same once more. */
export const replacementKinds = ['exchange', 'reship'] as const
export type ReplacementKind = (typeof replacementKinds)[number]

/** Goods that came back from a buyer at once. */
export interface ReturnReceiptRow {
  id: string
  /** What the money of the order hangs on: see `OrderMoney`. */
  orderId: string
  caseId: string | null
  note: string | null
  /** Business day, in the shop's zone. */
  receivedOn: string
  receivedBy: string
  createdAt: string
}

/**
 * Units of a line by grade. Never changed: units that are graded anew are one line below zero and one above. What is sellable is
 * in the ledger of stock as well; other units are only here.
 */
export interface ReturnReceiptLineRow {
  id: string
  receiptId: string
  /** As it was placed. */
  orderLineId: string
  sku: string
  variantId: string | null
  grade: Grade
  quantity: number
  /** Where it is on hand again; null: nowhere. */
  locationId: string | null
  note: string | null
  gradedOn: string
  gradedBy: string
  createdAt: string
}

/** An order that was placed for goods to be sent anew. */
export interface ReplacementRow {
  id: string
  orderId: string
  caseId: string | null
  kind: ReplacementKind
  newOrderId: string
  note: string | null
  createdBy: string
  createdAt: string
  /** When all of it had left. */
  sentAt: string | null
}

/** Units of the old order, and the line of the new one that stands for them. */
export interface ReplacementLineRow {
  replacementId: string
  position: number
  orderLineId: string
  newLineId: string
  /** What is sent. */
  sku: string
  quantity: number
}

declare module 'shopkeeper' {
  interface Tables {
    returnReceipts: ReturnReceiptRow
    returnReceiptLines: ReturnReceiptLineRow
    replacements: ReplacementRow
    replacementLines: ReplacementLineRow
  }
}
