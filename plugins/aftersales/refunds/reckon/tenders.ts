/** A payment with what can still be given back by it. */
export interface Tender {
  /** Null: captured without a payment that we know. */
  paymentId: string | null
  method: string
  leftMinor: number
}

/** What goes back by one payment. */
export interface TenderShare {
  tender: Tender
  amountMinor: number
}

/**
 * Spreads an amount over payments one after the other, never more than what is left of each: those of the methods in `first`
 * in that order, then the others as they come. What no payment is left for is not in it.
 */
export function spreadOver(
  amountMinor: number,
  tenders: readonly Tender[],
  first: readonly string[]
): TenderShare[] {
  const rankOf = ({ method }: Tender) => {
    const rank = first.indexOf(method)
    return rank < 0 ? first.length : rank
  }
  const shares: TenderShare[] = []
  let left = amountMinor
  for (const tender of tenders.toSorted((a, b) => rankOf(a) - rankOf(b))) {
    const part = Math.min(left, tender.leftMinor)
    if (part <= 0) continue
    shares.push({ tender, amountMinor: part })
    left -= part
  }
  return shares
}
