/**
 * `sending`: an attempt is under way. `unknown`: it broke off where the mail may have been taken, so it is not sent again
 * unless somebody says so.
 */
export const deliveryStates = ['pending', 'sending', 'sent', 'failed', 'unknown'] as const
export type DeliveryState = (typeof deliveryStates)[number]

/** A run on its way to one recipient: one row for the two of them, whatever happens. */
export interface ReportDeliveryRow {
  id: string
  runId: string
  /** E-mail address. */
  recipient: string
  /** JSON: formats of the files that go with it. */
  formats: string
  /** 1: it tells what goods cost, if the run does. */
  canSeeCost: number
  state: DeliveryState
  attempts: number
  /** What went wrong last, without the address. */
  reason: string | null
  /** What the mail server called it. */
  ref: string | null
  createdAt: string
  finishedAt: string | null
}

declare module 'shopkeeper' {
  interface Tables {
    reportDeliveries: ReportDeliveryRow
  }
}
