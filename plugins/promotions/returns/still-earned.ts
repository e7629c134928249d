import { instantMs } from '#core/time'
import type { Promotion } from '../definition/promotion.ts'
import { basketOf, sumOf } from '../evaluation/basket.ts'
import { compileCondition, type Situation } from '../evaluation/conditions.ts'
import { type CartLine, guest } from '../evaluation/types.ts'
import { wallTimeOf } from '../evaluation/wall-clock.ts'
import { ofTheGoods } from './of-the-goods.ts'

/** A line of an order, with the units that its buyer keeps. */
export interface KeptLine {
  line: CartLine
  kept: number
  /** What these units cost after the discounts of the classes before the promotion's. */
  leftMinor: number
}

/**
 * Whether what a buyer keeps would have earned a promotion. Conditions on amounts and units are asked again; what does
 * not depend on the goods (who, where, when) was so when the order was placed, and stays so. Where it cannot be told, it is
 * still earned.
 */
export function isStillEarned(
  promotion: Pick<Promotion, 'id' | 'conditions' | 'currency'>,
  lines: readonly KeptLine[],
  placedAt: string
): boolean {
  if (sumOf(lines.map(({ kept }) => kept)) === 0) return false
  if (promotion.conditions === undefined) return true
  const asked = ofTheGoods(promotion.conditions, () => null)
  if (typeof asked === 'boolean') return asked
  const situation = situationOf(promotion.currency, lines, placedAt)
  return compileCondition(asked, promotion.id)(situation) === null
}

function situationOf(currency: string, lines: readonly KeptLine[], placedAt: string): Situation {
  const kept = lines.filter((one) => one.kept > 0)
  const basket = basketOf({
    currency,
    pricesIncludeTax: true,
    lines: kept.map((one) => ({ ...one.line, quantity: one.kept })),
    shippingMinor: 0,
    shippingTaxRatesBps: [],
    channelId: '',
    region: null,
    payment: null,
    coupons: [],
    giftChoices: {},
    group: null
  })
  const leftOf = new Map(kept.map(({ line, leftMinor }) => [line.lineId, leftMinor]))
  const nowMs = instantMs(placedAt)
  return {
    basket,
    left: basket.lines.map(({ line }) => leftOf.get(line!.lineId)!),
    customer: guest,
    nowMs,
    wallTime: () => wallTimeOf(nowMs, 'UTC')
  }
}
