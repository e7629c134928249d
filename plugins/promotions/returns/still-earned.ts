import { instantMs } from '#core/time'
import type { ConditionShape } from '../definition/condition.ts'
import type { Promotion } from '../definition/promotion.ts'
import { basketOf, sumOf } from '../evaluation/basket.ts'
import { compileCondition, type Situation } from '../evaluation/conditions.ts'
import { type CartLine, guest } from '../evaluation/types.ts'
import { wallTimeOf } from '../evaluation/wall-clock.ts'

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
  const situation = situationOf(promotion.currency, lines, placedAt)
  return verdictOf(promotion.conditions, promotion.id, situation) !== 'no'
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

/** `open`: it does not depend on the goods. */
type Verdict = 'yes' | 'no' | 'open'

function verdictOf(shape: ConditionShape, id: string, situation: Situation): Verdict {
  const verdicts = (inside: readonly ConditionShape[]) =>
    inside.map((one) => verdictOf(one, id, situation))
  if ('all' in shape) return strongest(verdicts(shape.all), ['no', 'open', 'yes'])
  if ('any' in shape) return strongest(verdicts(shape.any), ['yes', 'open', 'no'])
  if ('none' in shape) return opposite[strongest(verdicts(shape.none), ['yes', 'open', 'no'])]
  if (!('subtotal' in shape) && !('quantity' in shape)) return 'open'
  return compileCondition(shape, id)(situation) === null ? 'yes' : 'no'
}

const opposite: Readonly<Record<Verdict, Verdict>> = { yes: 'no', no: 'yes', open: 'open' }

/** The first of these that is among the verdicts. */
function strongest(verdicts: readonly Verdict[], order: readonly [Verdict, Verdict, Verdict]) {
  return order.find((one) => verdicts.includes(one)) ?? order[2]
}
