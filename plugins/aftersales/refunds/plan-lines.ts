import type { Reader } from '#core/database/db'
import { ratioOf } from '#core/money'
import type { MoneyLine, OrderMoney } from '#plugins/orders'
import type { ReturnedGift } from '#plugins/promotions'
import type { AftersalesScope } from '../scope.ts'
import { RefundLineUnknown, RefundUnitsExceeded } from './errors.ts'
import type { Given } from './given.ts'
import { cumulativeShare, type LineShare, reEvaluatedMinor, sharesOf } from './reckon/lines.ts'
import type { AllocationRule } from './tables.ts'

const nothing = { units: 0, amountMinor: 0 }

/** What lines are reckoned with beside what is asked. */
export interface LineFacts {
  order: OrderMoney
  given: Given
  /** Units that were replaced by others, by line. */
  replaced: ReadonlyMap<string, number>
}

/** Names the lines that units are given up of; a line that is named twice is summed. */
export function namedLines(
  { order, given, replaced }: LineFacts,
  wanted: readonly { orderLineId: string; quantity: number }[]
): LineShare[] {
  const units = new Map<MoneyLine, number>()
  for (const { orderLineId, quantity } of wanted) {
    const line = order.lines.find(({ partIds }) => partIds.includes(orderLineId))
    if (!line) {
      const lineIds = order.lines.map(({ lineId }) => lineId)
      throw new RefundLineUnknown({ orderId: order.orderId, orderLineId, lineIds })
    }
    units.set(line, (units.get(line) ?? 0) + quantity)
  }
  return [...units].map(([line, quantity]) => {
    const before = given.byLine.get(line.lineId) ?? nothing
    const left = line.quantity - before.units - (replaced.get(line.lineId) ?? 0)
    if (quantity > left) {
      const { lineId: orderLineId, sku } = line
      throw new RefundUnitsExceeded({
        ...{ orderLineId, sku, requested: quantity },
        left: Math.max(0, left)
      })
    }
    return { line, quantity, amountMinor: cumulativeShare(line, before, quantity) }
  })
}

/**
 * What named lines come to by the rule, same order. Of merged orders each is reckoned anew on its own, by its own promotions.
 * Nothing is reckoned anew where promotions are off, or took nothing off.
 */
export async function reckonLines(
  db: Reader,
  scope: Pick<AftersalesScope, 'promotions'>,
  facts: LineFacts,
  { shares, rule }: { shares: readonly LineShare[]; rule: AllocationRule }
): Promise<LineShare[]> {
  if (rule === 'keepAllocation' || !scope.promotions) return [...shares]
  const { promotions } = scope
  const reckoned = new Map<MoneyLine, LineShare>()
  for (const orderId of new Set(shares.map(({ line }) => placedIn(facts, line)))) {
    const own = shares.filter(({ line }) => placedIn(facts, line) === orderId)
    const again = await reEvaluate(db, promotions, facts, { orderId, shares: own })
    for (const share of again) reckoned.set(share.line, share)
  }
  return shares.map(({ line }) => reckoned.get(line)!)
}

/** The order that a line was placed with. */
function placedIn({ order }: LineFacts, { sourceOrderId }: MoneyLine): string {
  return sourceOrderId ?? order.orderId
}

/** Shares of an order as it was placed, so that what is kept of it costs what it would have cost alone. */
async function reEvaluate(
  db: Reader,
  promotions: NonNullable<AftersalesScope['promotions']>,
  facts: LineFacts,
  { orderId, shares }: { orderId: string; shares: readonly LineShare[] }
): Promise<LineShare[]> {
  const { order, given } = facts
  const lines = order.lines.filter((line) => placedIn(facts, line) === orderId)
  const goingOf = new Map(shares.map(({ line, quantity }) => [line.lineId, quantity]))
  const kept = lines.flatMap((line) => {
    const gone = (given.byLine.get(line.lineId)?.units ?? 0) + (goingOf.get(line.lineId) ?? 0)
    const units = line.quantity - gone
    // What was added for nothing earns nothing.
    return units > 0 && line.variantId !== null && (line.unitPriceMinor ?? 0) > 0
      ? [{ line, units }]
      : []
  })
  const { currency, channelId, country, isTaxAdded } = order
  const repriced = await promotions.repriceOrder(db, {
    ...{ orderId, currency, channelId, country, pricesIncludeTax: !isTaxAdded, shippingMinor: 0 },
    lines: kept.map(({ line, units }) => ({
      sku: line.sku,
      variantId: line.variantId!,
      quantity: units,
      unitPriceMinor: line.unitPriceMinor!,
      unitNetMinor: Math.floor(untaxedOf(order, line) / line.quantity)
    }))
  })
  if (!repriced) return [...shares]
  const keptMinor = kept.reduce((sum, { line, units }, index) => {
    const pricedMinor = line.unitPriceMinor! * units - repriced.discountsMinor[index]!
    return sum + pricedMinor + (isTaxAdded ? taxOn(line, pricedMinor) : 0)
  }, 0)
  const netMinor = lines.reduce((sum, line) => sum + line.netMinor, 0)
  const givenMinor = lines.reduce(
    (sum, { lineId }) => sum + (given.byLine.get(lineId)?.amountMinor ?? 0),
    0
  )
  return sharesOf(reEvaluatedMinor({ netMinor, givenMinor, keptMinor }), shares)
}

/** What all units of a line cost in terms of its price: with tax where that has it. */
function untaxedOf({ isTaxAdded }: OrderMoney, { netMinor, taxMinor }: MoneyLine): number {
  return isTaxAdded ? netMinor - taxMinor : netMinor
}

function taxOn({ netMinor, taxMinor }: MoneyLine, pricedMinor: number): number {
  const untaxedMinor = netMinor - taxMinor
  return untaxedMinor > 0 ? ratioOf(taxMinor, pricedMinor, untaxedMinor) : 0
}

/** What becomes of gifts once these units are given up, and what of it is deducted. */
export async function reckonGifts(
  db: Reader,
  { promotions, orders }: Pick<AftersalesScope, 'promotions' | 'orders'>,
  { order, given }: LineFacts,
  shares: readonly LineShare[]
): Promise<{ gifts: ReturnedGift[]; chargeMinor: number }> {
  const none = { gifts: [], chargeMinor: 0 }
  if (!promotions || shares.length === 0 || order.channelId !== orders.directChannelId) return none
  const goingOf = new Map(shares.map(({ line, quantity }) => [line.lineId, quantity]))
  const lines = order.lines
    .filter(({ sourceOrderId }) => sourceOrderId === null)
    .map(({ lineId, quantity, canceledQuantity }) => {
      const refunded = given.byLine.get(lineId)?.units ?? 0
      const returnedBefore = Math.max(0, refunded - canceledQuantity)
      const left = Math.max(0, quantity - canceledQuantity - returnedBefore)
      const going = goingOf.get(lineId) ?? 0
      // Of what goes now, units that were canceled are counted there already.
      const canceled = Math.max(0, Math.min(going, canceledQuantity - refunded))
      return { orderLineId: lineId, quantity: Math.min(going - canceled, left), returnedBefore }
    })
  const isOver = order.state === 'canceled' || order.state === 'closed'
  if (isOver || lines.every(({ quantity }) => quantity === 0)) return none
  const { gifts, chargeMinor } = await promotions.reckonReturn(db, {
    orderId: order.orderId,
    lines
  })
  return { gifts, chargeMinor }
}
