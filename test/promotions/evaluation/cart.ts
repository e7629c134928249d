import type { Promotion } from '../../../plugins/promotions/definition/promotion.ts'
import { compilePromotions } from '../../../plugins/promotions/evaluation/compile.ts'
import { type Circumstances, evaluate } from '../../../plugins/promotions/evaluation/evaluate.ts'
import {
  type CartLine,
  type CartSnapshot,
  type CouponEntry,
  type CustomerFacts,
  type Evaluation,
  guest
} from '../../../plugins/promotions/evaluation/types.ts'

export const noon = '2026-06-15T04:00:00.000Z'
const zone = 'Asia/Shanghai'

/** A line: `line('A', 1000, 2)` is two of SKU A at 10.00 each; its id is the SKU unless said. */
export function line(
  sku: string,
  unitPriceMinor: number,
  quantity = 1,
  more: Partial<CartLine> = {}
): CartLine {
  return {
    lineId: sku,
    variantId: `var_${sku}`,
    sku,
    productId: `prd_${sku}`,
    categoryIds: [],
    attributes: {},
    quantity,
    unitPriceMinor,
    taxRatesBps: [],
    launchedAt: null,
    unitFloorMinor: null,
    ...more
  }
}

/** A cart without tax or shipping unless said. */
export function cartOf(lines: readonly CartLine[], more: Partial<CartSnapshot> = {}): CartSnapshot {
  return {
    currency: 'CNY',
    pricesIncludeTax: true,
    lines,
    shippingMinor: 0,
    shippingTaxRatesBps: [],
    channelId: 'web',
    region: 'CN-31',
    payment: null,
    coupons: [],
    giftChoices: {},
    group: null,
    ...more
  }
}

/** A promotion that stands alone, for everybody; its id and title are its handle. Class `shop` unless said. */
export function promotion(
  handle: string,
  reward: Promotion['reward'],
  more: Partial<Promotion> = {}
): Promotion {
  return {
    id: handle,
    version: 1,
    handle,
    title: handle,
    class: 'shop',
    currency: 'CNY',
    priority: 100,
    stackableWith: 'none',
    coupon: 'none',
    reckonedOn: 'reduced',
    mayBreakMarginFloor: false,
    reward,
    ...more
  }
}

/** A code that was entered for a promotion. */
export function codeFor(promotionId: string, more: Partial<CouponEntry> = {}): CouponEntry {
  return {
    code: promotionId.toUpperCase(),
    promotionId,
    couponId: null,
    claimedAt: null,
    refusal: null,
    ...more
  }
}

/** A customer of whom something is known. */
export function customer(facts: Partial<CustomerFacts>): CustomerFacts {
  return { ...guest, customerId: 'cus_1', orders: 0, ...facts }
}

/** Reckons a cart with promotions: for a guest, at noon in Shanghai, without limits unless said. */
export function reckonCart(
  cart: CartSnapshot,
  promotions: readonly Promotion[],
  circumstances: Partial<Circumstances> = {}
): Evaluation {
  return evaluate(cart, compilePromotions(promotions, zone), {
    customer: guest,
    remaining: new Map(),
    now: noon,
    ...circumstances
  })
}

/** What was taken off each line, by its id. */
export function discountsOf({ lines }: Evaluation): Record<string, number> {
  return Object.fromEntries(lines.map(({ lineId, discountMinor }) => [lineId, discountMinor]))
}

/** Handles of the promotions that apply, in the order they were reckoned. */
export function appliedIn({ applied }: Evaluation): string[] {
  return applied.map(({ handle }) => handle)
}

/** Why promotions do not apply, by their handle. */
export function refusalsIn({ refused }: Evaluation): Record<string, string> {
  return Object.fromEntries(refused.map(({ handle, code, reason }) => [handle ?? code, reason]))
}
