import type { Reader } from '#core/database/db'
import type { Tx } from '#core/transaction'
import type { Promotion } from '../definition/promotion.ts'

/** Units of an order's lines that come back. */
export interface OrderReturn {
  /** As it was placed: what was split from it or merged into another order is reckoned with it. */
  orderId: string
  lines: readonly {
    /** Of the order as it was placed; gifts have lines of their own. */
    orderLineId: string
    /** Units that come back now. */
    quantity: number
    /** Units that came back before. */
    returnedBefore: number
  }[]
}

/** What a return comes to. Amounts in the order's currency, as its prices: with tax or without. */
export interface ReturnReckoning {
  orderId: string
  currency: string
  lines: {
    orderLineId: string
    sku: string
    quantity: number
    /** What these units cost after discounts; parts of a line sum to the whole. */
    refundMinor: number
  }[]
  gifts: ReturnedGift[]
  refundMinor: number
  /** For gifts that are no longer earned. */
  chargeMinor: number
  /** Of it, what the refund covers. */
  deductedMinor: number
  /** Of it, what it does not cover: to be asked for, or let go. */
  uncoveredMinor: number
  /** The refund less what is deducted. */
  payableMinor: number
}

/** A gift of the order, once the goods have come back. */
export interface ReturnedGift {
  promotionId: string
  handle: string
  orderLineId: string
  sku: string
  /** Units that the customer still has. */
  quantity: number
  /**
   * `earned`: what is kept would have earned it. Otherwise the promotion's rule: `giftBack`: these units have to come back;
   * `keep`: they need not; `charge`: they are charged.
   */
  outcome: 'earned' | 'giftBack' | 'keep' | 'charge'
  /** Because of this return: what an earlier one charged is not charged again. */
  chargeMinor: number
}

/** Goods that an order would consist of instead. */
export interface OrderReprice {
  /** As it was placed. */
  orderId: string
  currency: string
  channelId: string
  /** ISO 3166-1, where it goes; null: not known. */
  country: string | null
  /** Whether prices include tax. */
  pricesIncludeTax: boolean
  lines: readonly RepricedLine[]
  shippingMinor: number
}

/** Units of one line, at a price of it. */
export interface RepricedLine {
  sku: string
  variantId: string
  quantity: number
  unitPriceMinor: number
  /** What a unit of the line costs in the order now, after discounts, rounded down; null: the line is new. */
  unitNetMinor: number | null
}

/** What its promotions would have taken off. */
export interface RepricedOrder {
  /** Same order as the lines. */
  discountsMinor: number[]
  shippingDiscountMinor: number
  /** What each of them would give; none for gifts and off shipping, which stay as they are. */
  uses: readonly ChangedUse[]
}

/** What a promotion of an order gives once that consists of something else. */
export interface ChangedUse {
  /** By its rule as it was for the order. */
  promotion: Promotion
  times: number
  /** Units of what it locks, by SKU. */
  units: ReadonlyMap<string, number>
  /** `line`: the place of a line in what was asked. */
  shares: readonly { line: number; amountMinor: number; quantity: number }[]
}

/** What the plugin's service offers of returns. */
export interface ReturnsService {
  /**
   * What a return comes to: units at what they cost, and what becomes of gifts that are no longer earned. Reads only;
   * returns are kept by whoever takes them in, and gifts come back to stock when they arrive. Errors: NOT_FOUND,
   * RETURN_NOT_OF_ORDER.
   */
  reckonReturn(db: Reader, wanted: OrderReturn): Promise<ReturnReckoning>
  /**
   * What the promotions of an order would have taken off other goods, by their rules as they were when it was placed. Null:
   * none applied to it. Never more than is left of their limits and the order has itself: beyond that goods cost what they
   * would have without. No price falls below the margin floor of today, or below what it is now where that is less. A
   * constant number of queries.
   */
  repriceOrder(db: Reader, wanted: OrderReprice): Promise<RepricedOrder | null>
  /**
   * Counts an order for what it was repriced at: called before its stock is claimed; what is returned is called afterwards,
   * with the ids of the lines that were asked for. Errors: PROMOTION_EXHAUSTED, FLASH_SOLD_OUT, FLASH_CUSTOMER_LIMIT when
   * others were faster.
   */
  changeUses(
    tx: Tx,
    orderId: string,
    uses: readonly ChangedUse[]
  ): Promise<(lineIds: readonly string[]) => Promise<void>>
}
