import type { Reader } from '#core/database/db'
import { basisPointsOf, ratioOf, safeMinor } from '#core/money'
import type { ChangedLine, OrderMoney } from '#plugins/orders'
import type { RepricedOrder } from '#plugins/promotions'
import { replacedUnits } from '../goods/replaced.ts'
import { receivedUnits } from '../goods/repository.ts'
import { type Given, givenFor, leftOf } from '../refunds/given.ts'
import type { AftersalesScope } from '../scope.ts'
import type { NamedAction } from './actions.ts'
import { ChangeBelowGiven } from './errors.ts'
import { type FoldedLine, type FoldedOrder, foldActions } from './fold.ts'
import { changeRefunds } from './repository.ts'

/** What an order would become. */
export interface ReckonedChange {
  order: OrderMoney
  lines: (ChangedLine & { name: string })[]
  shippingMinor: number
  isTaxAdded: boolean
  beforeMinor: number
  afterMinor: number
  /** To be paid in addition before it goes on. */
  dueMinor: number
  /** To be given back. */
  refundMinor: number
  /** What its promotions give it then. */
  uses: PromotionUses | null
}

/** What the promotions of an order give other goods. */
interface PromotionUses {
  uses: RepricedOrder['uses']
  /** Places of the lines they were asked about. */
  places: number[]
}

/** Order states in which nothing was paid, or not all of it. */
const unpaidStates: ReadonlySet<string> = new Set(['draft', 'awaiting_payment'])

/**
 * Reckons what an order becomes by some actions; writes nothing. Promotions are reckoned anew by the order's own rules;
 * other discounts go with the units. What the order comes to is always what was paid less what was given back for changes.
 * Errors: those of `foldActions`; ORDER_CHANGE_BELOW_GIVEN.
 */
export async function reckonChange(
  db: Reader,
  scope: AftersalesScope,
  order: OrderMoney,
  actions: readonly NamedAction[]
): Promise<ReckonedChange> {
  const skus = actions.flatMap((action) => (action.kind === 'addLine' ? [action.sku] : []))
  const offers = await scope.catalog.offersBySku(db, [...new Set(skus)], order.currency)
  const folded = foldActions(order, actions, offers)
  const given = await givenFor(db, order)
  await refuseBelow(db, scope, { order, folded, given })
  const { discounts, uses } = await discountsOf(db, scope, order, folded)
  const lines = folded.lines.map((line, index) => changedLine(line, discounts[index]!, folded))
  refuseCheaper(order, lines, given, folded.isTaxAdded)
  const { shippingMinor, isTaxAdded } = folded
  const goodsMinor = lines.reduce((sum, line) => {
    return sum + line.unitPriceMinor * line.quantity - line.discountMinor
  }, 0)
  const taxMinor = lines.reduce((sum, line) => sum + line.taxMinor, 0)
  const afterMinor = safeMinor(goodsMinor + shippingMinor + (isTaxAdded ? taxMinor : 0))
  const paidMinor = order.paidMinor - (await changeRefunds(db, order.orderIds))
  const isPaid = !unpaidStates.has(order.state)
  return {
    ...{ order, lines, shippingMinor, isTaxAdded, beforeMinor: order.totalMinor, afterMinor, uses },
    dueMinor: isPaid ? Math.max(0, afterMinor - paidMinor) : 0,
    refundMinor: Math.min(leftOf(order, given), Math.max(0, paidMinor - afterMinor))
  }
}

/** What is off each line now, same order; and what promotions have to do with it. */
async function discountsOf(
  db: Reader,
  { promotions }: AftersalesScope,
  { orderId, currency, channelId, country }: OrderMoney,
  { lines, isTaxAdded }: FoldedOrder
): Promise<{ discounts: number[]; uses: PromotionUses | null }> {
  // What was added for nothing earns nothing.
  const priced = lines.filter(
    (line) => line.quantity > 0 && line.variantId !== null && line.unitPriceMinor > 0
  )
  const repriced = await promotions?.repriceOrder(db, {
    ...{ orderId, currency, channelId, country, pricesIncludeTax: !isTaxAdded, shippingMinor: 0 },
    lines: priced.map(({ sku, variantId, quantity, unitPriceMinor, before }) => ({
      ...{ sku, variantId: variantId!, quantity, unitPriceMinor },
      unitNetMinor: before && unitNetOf(before)
    }))
  })
  const discounts = lines.map((line) => {
    if (repriced) return repriced.discountsMinor[priced.indexOf(line)] ?? 0
    const { before, quantity, unitPriceMinor } = line
    if (before === null || before.quantity === 0) return 0
    const share = ratioOf(before.discountMinor, quantity, before.quantity)
    return Math.min(share, unitPriceMinor * quantity)
  })
  const places = priced.map((line) => lines.indexOf(line))
  return { discounts, uses: repriced ? { uses: repriced.uses, places } : null }
}

/** What a unit cost before the change, rounded down. */
function unitNetOf(before: NonNullable<FoldedLine['before']>): number | null {
  const { quantity, unitPriceMinor, discountMinor } = before
  return quantity > 0 ? Math.floor((unitPriceMinor * quantity - discountMinor) / quantity) : null
}

function changedLine(
  line: FoldedLine,
  discountMinor: number,
  { isTaxAdded }: FoldedOrder
): ReckonedChange['lines'][number] {
  const { lineId, name, sku, quantity, unitPriceMinor } = line
  const untaxedMinor = safeMinor(unitPriceMinor * quantity - discountMinor)
  const taxMinor = taxOf(line, untaxedMinor, isTaxAdded)
  return { lineId, name, sku, quantity, unitPriceMinor, discountMinor, taxMinor }
}

/** Half-up, once a line. Without a rate of its own a line is taxed as it was. */
function taxOf({ before, rateBps }: FoldedLine, amountMinor: number, isTaxAdded: boolean): number {
  if (rateBps !== null) {
    return isTaxAdded
      ? basisPointsOf(amountMinor, rateBps)
      : ratioOf(amountMinor, rateBps, 10_000 + rateBps)
  }
  if (before === null || before.taxMinor === 0) return 0
  const wasMinor = before.unitPriceMinor * before.quantity - before.discountMinor
  return wasMinor > 0 ? ratioOf(before.taxMinor, amountMinor, wasMinor) : 0
}

/** A line keeps the units that were refunded or replaced, and those that have left and are back here by another way. */
async function refuseBelow(
  db: Reader,
  scope: AftersalesScope,
  { order, folded, given }: { order: OrderMoney; folded: FoldedOrder; given: Given }
): Promise<void> {
  const replaced = await replacedUnits(db, scope.orders, order.orderId)
  const received = await receivedUnits(db, order.orderId)
  for (const { lineId, sku, quantity } of folded.lines) {
    if (lineId === null) continue
    const { fulfilledQuantity, canceledQuantity } = order.lines.find(
      (one) => one.lineId === lineId
    )!
    const taken = (given.byLine.get(lineId)?.units ?? 0) + (replaced.get(lineId) ?? 0)
    if (quantity < taken) {
      const reason = `${taken} units were refunded or replaced`
      throw new ChangeBelowGiven({ lineId, sku, reason })
    }
    const back = received.get(lineId) ?? 0
    const stays = Math.min(fulfilledQuantity, quantity - canceledQuantity)
    if (stays < fulfilledQuantity && stays < back) {
      const reason = `${back} units came back already: refund them instead`
      throw new ChangeBelowGiven({ lineId, sku, reason })
    }
  }
}

function refuseCheaper(
  order: OrderMoney,
  lines: ReckonedChange['lines'],
  given: Given,
  isTaxAdded: boolean
): void {
  for (const { lineId, sku, quantity, unitPriceMinor, discountMinor, taxMinor } of lines) {
    const givenMinor = lineId === null ? 0 : (given.byLine.get(lineId)?.amountMinor ?? 0)
    const netMinor = unitPriceMinor * quantity - discountMinor + (isTaxAdded ? taxMinor : 0)
    if (netMinor >= givenMinor) continue
    const reason = `${givenMinor} ${order.currency} (minor units) were given back for it`
    throw new ChangeBelowGiven({ lineId: lineId!, sku, reason })
  }
}
