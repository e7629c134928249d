import type { Reader } from '#core/database/db'
import type { VariantPricing } from '#plugins/catalog'
import type { SoldOrder } from '#plugins/orders'
import type { ProfitModelRow } from '../tables.ts'

/** A page of orders with what is known of their variants today. */
export interface SoldPage {
  orders: readonly SoldOrder[]
  currency: string
  pricing: ReadonlyMap<string, VariantPricing>
  /** By channel; that for every channel is under the empty name. */
  models: ReadonlyMap<string, ProfitModelRow>
}

/** What an order would have come to. */
export interface AfterOrder {
  /** Totals of its lines after discounts; same order, tax in or out as in the order. */
  totalsMinor: readonly number[]
  /** Gifts that would have gone with it. */
  gifts: readonly { variantId: string; quantity: number }[]
  shippingDiscountMinor: number
}

/** A change whose effect on past orders is asked for. */
export interface SimulatedChange {
  /** What it takes for granted, as sentences. */
  assumptions: readonly string[]
  /** Variants beside those of the orders that have to be known: gifts. */
  variantIds: readonly string[]
  /** Looks up what a page of orders needs: a constant number of queries. Then reckons order after order, oldest first. */
  prepare(db: Reader, page: SoldPage): Promise<(order: SoldOrder) => AfterOrder>
}
