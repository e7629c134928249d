import type { Origin, Tx } from '#core/transaction'

/** A line of an order that is about to be placed here. */
export interface DraftLine {
  sku: string
  variantId: string
  quantity: number
  /** Of a unit; null: it has none in the order's currency. */
  listPriceMinor: number | null
}

/** An order that is about to be placed here, with what its prices may depend on. */
export interface OrderDraft {
  orderId: string
  channelId: string
  currency: string
  pricesIncludeTax: boolean
  lines: readonly DraftLine[]
  shippingMinor: number
  buyer: { externalId: string | null; email?: string; phone?: string; name?: string } | null
  /** ISO 3166-1, or country-region. */
  region: string | null
  payment: string | null
  codes: readonly string[]
  /** Gifts chosen, by promotion. */
  giftChoices: Readonly<Record<string, readonly string[]>>
  groupId: string | null
}

/** What the pricer makes of a draft. */
export interface PricedDraft {
  /** What a unit costs before discounts; same order as the draft's lines. Null: it has no price. */
  unitPricesMinor: readonly (number | null)[]
  /** Taken off each line; same order as the draft's lines. */
  discountsMinor: readonly number[]
  shippingDiscountMinor: number
  /** Lines of price zero to add. */
  gifts: readonly { sku: string; variantId: string; title: string; quantity: number }[]
  /**
   * Writes what the order has used up, once its stock is claimed; a draft that is refused used nothing. `lineIds`: the
   * draft's lines, then the gifts.
   */
  commit(lineIds: readonly string[]): Promise<void>
}

/**
 * Lets an order in before its transaction begins, when it is its turn, or refuses it with a defined error; asks no
 * database but for an order with codes. Returns what is called once the order is placed, or refused: with the error.
 */
export type OrderAdmission = (order: {
  currency: string
  skus: readonly string[]
  /** The request's, or the order's external id; whoever was let in under it is let in again. */
  idempotencyKey: string | null
  /** Who places it. */
  origin: Origin
  codes: readonly string[]
  buyer: (NonNullable<OrderDraft['buyer']> & Pick<OrderDraft, 'channelId' | 'region'>) | null
}) => Promise<(refusal?: unknown) => void | Promise<void>>

/**
 * Says how much of what is due for an order may be paid now; throwing a defined error refuses any payment. Until all that
 * is due is paid, the order is not.
 */
export type PaymentTerms = (
  tx: Tx,
  order: { orderId: string; dueMinor: number; paidMinor: number }
) => Promise<number>

/**
 * Says why orders that are about to become one with others may not, if one of them may not yet. Asked for target and sources
 * alike, within the transaction that merges them; all of them are locked.
 */
export type MergeTerms = (
  tx: Tx,
  orders: readonly { orderId: string; isPaid: boolean }[]
) => Promise<{ orderId: string; reason: string } | undefined>

/**
 * Prices orders that are placed here, inside their transaction. Throwing a defined error refuses the order.
 * An order that names prices or discounts of its own is left as it is.
 */
export type OrderPricer = (tx: Tx, draft: OrderDraft) => Promise<PricedDraft>
