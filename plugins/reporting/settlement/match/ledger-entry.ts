/** A payment or refund of ours, as statements are held against it. */
export interface LedgerEntry {
  /** `payment:…`, `order:…` for what a channel says was paid, `refund:…` or `creditNote:…`. */
  key: string
  type: 'sale' | 'refund'
  /** As it was placed: of parts of a split order the first, of merged ones the one they were merged into. */
  orderId: string
  /** What a statement may call the payment or refund. */
  refs: readonly string[]
  /** Refunds negative. */
  amountMinor: number
  at: string
}
