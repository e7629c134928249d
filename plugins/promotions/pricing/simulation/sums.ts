import { ratioOf, safeMinor } from '#core/money'
import type { SoldOrder } from '#plugins/orders'
import { contributionOf, marginBps } from '../margin/contribution.ts'
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

/**
 * Adds an order as it was, or as it would have been, to sums. Every line is rounded once; costs of the order itself count
 * once for each order with a line of known cost. Returns the units without a known cost.
 */
export function addOrder(
  sums: Sums,
  bySku: Map<string, SkuSums>,
  order: SoldOrder,
  after: AfterOrder,
  { pricing, models, currency }: SoldPage
): number {
  const rates = modelFor(models, order.channelId) ?? noCosts
  const costOf = (variantId: string | null) => {
    const known = pricing.get(variantId ?? '')
    return known && known.costCurrency === currency ? known.costMinor : null
  }
  let unitsWithoutCost = 0
  let isCosted = false
  order.lines.forEach((line, index) => {
    const { paidMinor, netMinor } = amountsOf(order, line, after.totalsMinor[index]!)
    sums.revenueMinor += paidMinor
    const costMinor = costOf(line.variantId)
    if (costMinor === null) {
      unitsWithoutCost += line.quantity
      return
    }
    isCosted = true
    const units = line.quantity
    const sale = { paidMinor, netMinor, units, costMinor, orders: { times: 0, of: 1 } }
    const part = contributionOf(rates, sale)
    add(sums, part)
    const sku = bySku.get(line.sku) ?? { units: 0, netSalesMinor: 0, cm3Minor: 0 }
    sku.units += units
    sku.netSalesMinor += part.netSalesMinor
    sku.cm3Minor += part.cm3Minor
    bySku.set(line.sku, sku)
  })
  for (const { variantId, quantity: units } of after.gifts) {
    const costMinor = costOf(variantId) ?? 0
    const sale = { paidMinor: 0, netMinor: 0, units, costMinor, orders: { times: 0, of: 1 } }
    add(sums, contributionOf(rates, sale))
  }
  if (isCosted) {
    const whole = { paidMinor: 0, netMinor: 0, units: 0, costMinor: 0, orders: { times: 1, of: 1 } }
    const promotionsMinor = after.shippingDiscountMinor
    add(sums, contributionOf(rates, { ...whole, promotionsMinor }))
  }
  return unitsWithoutCost
}

/** An order as it was. */
export function asSold(order: SoldOrder): AfterOrder {
  return {
    totalsMinor: order.lines.map(({ totalMinor }) => totalMinor),
    gifts: [],
    shippingDiscountMinor: 0
  }
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

function add(sums: Sums, part: Omit<Sums, 'revenueMinor'>): void {
  sums.netSalesMinor += part.netSalesMinor
  sums.cm1Minor += part.cm1Minor
  sums.cm2Minor += part.cm2Minor
  sums.cm3Minor += part.cm3Minor
}
