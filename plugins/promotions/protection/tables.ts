export const claimStates = ['requested', 'approved', 'paid', 'refused'] as const
export type ClaimState = (typeof claimStates)[number]

/** What a customer is to get back since a line of their order became cheaper. One a line. */
export interface PriceProtectionClaimRow {
  id: string
  orderId: string
  orderLineId: string
  sku: string
  state: ClaimState
  /** Units it is about. */
  quantity: number
  currency: string
  /** What a unit cost the customer after discounts, rounded down. */
  paidUnitMinor: number
  /** What a unit cost when it was claimed, rounded up. */
  currentUnitMinor: number
  /** Difference a unit × units, at most the cap. */
  amountMinor: number
  /** How it was paid, or why it was refused. */
  note: string | null
  requestedBy: string
  decidedBy: string | null
  version: number
  createdAt: string
  updatedAt: string
}

declare module 'shopkeeper' {
  interface Tables {
    priceProtectionClaims: PriceProtectionClaimRow
  }
}
