import { ratioOf } from '#core/money'
import type { Promotion } from '../definition/promotion.ts'
import type { RewardOf } from '../definition/reward.ts'
import { sumOf } from '../evaluation/basket.ts'
import type { CartLine } from '../evaluation/types.ts'
import type { ReturnedGift, ReturnReckoning } from './api.ts'
import { isStillEarned } from './still-earned.ts'

/** A line of an order as it was placed, and what became of its units. */
export interface OrderedLine {
  /** `lineId` is the order line's; `quantity` as it was placed. */
  line: CartLine
  /** All units after all discounts. */
  netMinor: number
  /** Units that were canceled. */
  gone: number
  returnedBefore: number
  returning: number
}

/** A promotion that gave something with the order. */
export interface GivenGifts {
  /** Its rule as it was then. */
  promotion: Promotion & { reward: RewardOf<'gift'> }
  /** Lines that it added. */
  lineIds: ReadonlySet<string>
  /** What classes before its own took off lines, by line. */
  earlierMinor: ReadonlyMap<string, number>
}

/** An order of which something comes back. */
export interface OrderToReturn {
  orderId: string
  currency: string
  placedAt: string
  lines: readonly OrderedLine[]
  given: readonly GivenGifts[]
}

/**
 * Reckons what a return comes to. Pure.
 *
 * Units are refunded cumulatively: round_half_up(net × units gone in all / units) less what is gone before, so that
 * parts sum to the whole. Discounts stay with the units they were given for. A gift that what is kept would not have earned
 * goes by its promotion's rule. What it is charged is deducted from the refund, never more than that.
 * Source: domain rules of refunds, cases 1, 3, 6 and 8.
 */
export function reckonReturn(order: OrderToReturn): ReturnReckoning {
  const lines = order.lines
    .filter(({ returning }) => returning > 0)
    .map(({ line, ...units }) => ({
      orderLineId: line.lineId,
      sku: line.sku,
      quantity: units.returning,
      refundMinor: refundOf(line.quantity, units)
    }))
  const gifts = order.given.flatMap((given) => giftsOf(order, given))
  const refundMinor = sumOf(lines.map((line) => line.refundMinor))
  const chargeMinor = sumOf(gifts.map((gift) => gift.chargeMinor))
  const deductedMinor = Math.min(refundMinor, chargeMinor)
  return {
    orderId: order.orderId,
    currency: order.currency,
    lines,
    gifts,
    refundMinor,
    chargeMinor,
    deductedMinor,
    uncoveredMinor: chargeMinor - deductedMinor,
    payableMinor: refundMinor - deductedMinor
  }
}

function refundOf(quantity: number, line: Omit<OrderedLine, 'line'>): number {
  const before = line.gone + line.returnedBefore
  const after = before + line.returning
  return ratioOf(line.netMinor, after, quantity) - ratioOf(line.netMinor, before, quantity)
}

function giftsOf(order: OrderToReturn, given: GivenGifts): ReturnedGift[] {
  const { promotion, lineIds } = given
  const { reward } = promotion
  const wasEarned = isEarned(order, given, 'before')
  const outcome = isEarned(order, given, 'after') ? 'earned' : (reward.whenReturned ?? 'giftBack')
  return order.lines
    .filter(({ line }) => lineIds.has(line.lineId))
    .map((gift) => {
      const { sku, lineId } = gift.line
      const quantity = keptOf(gift, 'after')
      const valueMinor = reward.gifts.find((one) => one.sku === sku)?.valueMinor ?? 0
      const isCharged = outcome === 'charge' && wasEarned
      return {
        promotionId: promotion.id,
        handle: promotion.handle,
        orderLineId: lineId,
        sku,
        quantity,
        outcome,
        chargeMinor: isCharged ? valueMinor * quantity : 0
      }
    })
}

function isEarned(
  { lines, given, placedAt }: OrderToReturn,
  { promotion, earlierMinor }: GivenGifts,
  when: 'before' | 'after'
): boolean {
  const isGift = (lineId: string) => given.some(({ lineIds }) => lineIds.has(lineId))
  const goods = lines.filter(({ line }) => line.quantity > 0 && !isGift(line.lineId))
  const kept = goods.map((one) => {
    const { line } = one
    const units = keptOf(one, when)
    const allMinor = line.unitPriceMinor * line.quantity - (earlierMinor.get(line.lineId) ?? 0)
    const awayMinor = ratioOf(allMinor, line.quantity - units, line.quantity)
    return { line, kept: units, leftMinor: allMinor - awayMinor }
  })
  return isStillEarned(promotion, kept, placedAt)
}

function keptOf({ line, gone, returnedBefore, returning }: OrderedLine, when: 'before' | 'after') {
  return line.quantity - gone - returnedBefore - (when === 'after' ? returning : 0)
}
