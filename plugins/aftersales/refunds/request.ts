import type { AllocationRule, RefundKind } from './tables.ts'

/** Money that somebody wants to give back. Amounts are positive. */
export interface RefundRequest {
  orderId: string
  caseId?: string | null | undefined
  /** Units that are given up; they may have been canceled or come back, or be let go. */
  lines?: readonly { orderLineId: string; quantity: number }[] | undefined
  /** Default: by the policy. */
  shippingMinor?: number | undefined
  /** For neither goods nor shipping. */
  extraMinor?: number | undefined
  /** Withheld, and why. */
  deductions?: readonly { amountMinor: number; reason: string }[] | undefined
  /** Default: the config's. */
  allocation?: AllocationRule | undefined
  /** Default: by what it is for. */
  kind?: RefundKind | undefined
  /** Code of the taxonomy. Default: that of the case. */
  reason?: string | null | undefined
  note?: string | null | undefined
  /** By which payments it goes back. Default: by the policy. */
  payments?: readonly { paymentId: string; amountMinor?: number | undefined }[] | undefined
  currency?: string | undefined
  /** What it was seen to come to. */
  expectedMinor?: number | undefined
  /** What causes one refund alone. */
  sourceId?: string | undefined
}
