import { ratioOf, safeMinor } from '#core/money'
import type { SoldOrder } from '#plugins/orders'
import { type Contribution, contributionOf, marginBps } from '../margin/contribution.ts'
import { modelFor } from '../margin/models.ts'
import { noCosts } from '../margin/no-costs.ts'
import type { AfterOrder, SoldPage } from './change.ts'

/** What orders came to. Margins are of lines whose cost is known. */
export interface Sums {
  /** Paid for lines, with tax. */
  revenueMinor: number
  netSalesMinor: number
  cm1Minor: number
  cm2Minor: number
  cm3Minor: number
}

/** What one SKU contributed, before the costs of whole orders. */
export interface SkuSums {
  units: number
  netSalesMinor: number
  cm3Minor: number
}

export function emptySums(): Sums {
  return { revenueMinor: 0, netSalesMinor: 0, cm1Minor: 0, cm2Minor: 0, cm3Minor: 0 }
}

/** Both sides of what is compared. */
export interface Sides {
  before: { sums: Sums; bySku: Map<string, SkuSums> }
  after: { sums: Sums; bySku: Map<string, SkuSums> }
}

/**
 * Adds an order to what is compared: as it was, and as it would have been. Every line is rounded once; costs of the order
 * itself count once for each order with a line of known cost. Returns the units without a known cost.
 */
export function addOrder(
  sides: Sides,
  order: SoldOrder,
  changed: AfterOrder,
  { pricing, models, currency }: SoldPage
): number {
  const { before, after } = sides
  const rates = modelFor(models, order.channelId) ?? noCosts
  const costOf = (variantId: string | null) => {
    const known = pricing.get(variantId ?? '')
    return known && known.costCurrency === currency ? known.costMinor : null
  }
  const partOf = (amounts: { paidMinor: number; netMinor: number }, units: number, cost: number) =>
    contributionOf(rates, { ...amounts, units, costMinor: cost, orders: { times: 0, of: 1 } })
  let unitsWithoutCost = 0
  order.lines.forEach((line, index) => {
    const was = amountsOf(order, line, line.totalMinor)
    const totalMinor = changed.totalsMinor[index]!
    const is = totalMinor === line.totalMinor ? was : amountsOf(order, line, totalMinor)
    before.sums.revenueMinor += was.paidMinor
    after.sums.revenueMinor += is.paidMinor
    const costMinor = costOf(line.variantId)
    if (costMinor === null) {
      unitsWithoutCost += line.quantity
      return
    }
    const part = partOf(was, line.quantity, costMinor)
    addLine(before, line, part)
    addLine(after, line, is === was ? part : partOf(is, line.quantity, costMinor))
  })
  for (const { variantId, quantity } of changed.gifts) {
    add(after.sums, partOf({ paidMinor: 0, netMinor: 0 }, quantity, costOf(variantId) ?? 0))
  }
  if (order.lines.some(({ variantId }) => costOf(variantId) !== null)) {
    const whole = { paidMinor: 0, netMinor: 0, units: 0, costMinor: 0, orders: { times: 1, of: 1 } }
    add(before.sums, contributionOf(rates, whole))
    const promotionsMinor = changed.shippingDiscountMinor
    add(after.sums, contributionOf(rates, { ...whole, promotionsMinor }))
  }
  return unitsWithoutCost
}

/** Margins of sums in basis points of net sales; null without sales. Errors: AMOUNT_INVALID beyond 2^53 − 1. */
export function marginsOf(sums: Sums) {
  const { netSalesMinor, cm1Minor, cm2Minor, cm3Minor } = sums
  for (const amount of [sums.revenueMinor, netSalesMinor, cm1Minor, cm2Minor, cm3Minor]) {
    safeMinor(amount)
  }
  const cm3Bps = marginBps(cm3Minor, netSalesMinor)
  return { netSalesMinor, cm1Minor, cm2Minor, cm3Minor, cm3Bps }
}

/** What is paid for a line with tax, and without it; tax follows the total in proportion. */
function amountsOf(order: SoldOrder, line: SoldOrder['lines'][number], totalMinor: number) {
  const tax = line.totalMinor === 0 ? 0 : ratioOf(line.taxMinor, totalMinor, line.totalMinor)
  return order.isTaxIncluded
    ? { paidMinor: totalMinor, netMinor: totalMinor - tax }
    : { paidMinor: totalMinor + tax, netMinor: totalMinor }
}

function addLine(
  { sums, bySku }: Sides['before'],
  { sku, quantity }: SoldOrder['lines'][number],
  part: Contribution
): void {
  add(sums, part)
  const own = bySku.get(sku) ?? { units: 0, netSalesMinor: 0, cm3Minor: 0 }
  own.units += quantity
  own.netSalesMinor += part.netSalesMinor
  own.cm3Minor += part.cm3Minor
  bySku.set(sku, own)
}

function add(sums: Sums, part: Omit<Sums, 'revenueMinor'>): void {
  sums.netSalesMinor += part.netSalesMinor
  sums.cm1Minor += part.cm1Minor
  sums.cm2Minor += part.cm2Minor
  sums.cm3Minor += part.cm3Minor
}
