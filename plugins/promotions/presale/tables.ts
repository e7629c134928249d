export const presaleStates = ['open', 'settled', 'canceled', 'overdue'] as const
export type PresaleState = (typeof presaleStates)[number]

/** What an order with a presale has to pay, and when. */
export interface PresaleOrderRow {
  orderId: string
  promotionId: string
  /**
   * `settled`: all was paid by the end of its time; `canceled`: the order is over without having been served;
   * `overdue`: the balance was not paid in time, and the order is closed.
   */
  state: PresaleState
  currency: string
  /** To be paid first: deposits, and all that is not presold. */
  dueNowMinor: number
  /** The balance is paid from here on … */
  balanceFrom: string
  /** … and before this. */
  balanceTo: string
  /** Of an overdue order: paid, and kept. */
  keptMinor: number
  /** Of an overdue order: paid, and to be paid back. */
  toRefundMinor: number
  createdAt: string
}

declare module 'shopkeeper' {
  interface Tables {
    presaleOrders: PresaleOrderRow
  }
}
