import { ratioOf } from '#core/money'
import { bpsOf, roasBps } from '../figures.ts'
import type { CampaignTotals } from '../orders/repository.ts'

/** What SKUs sold in a span of time, in all orders. */
export interface Sales {
  orders: number
  units: number
  netMinor: number
}

/** What a review comes to; kept as it is. */
export interface ReviewResult {
  currency: string
  from: string
  to: string
  weeks: number
  skus: string[]
  /** What its SKUs sold meanwhile, and what they would have sold by the weeks before. */
  actual: Sales
  baseline: Sales
  uplift: {
    units: number
    netMinor: number
    /** Null: nothing was sold before. */
    unitsBps: number | null
    netBps: number | null
  }
  /** The orders that used its promotions. */
  orders: number
  units: number
  netMinor: number
  newCustomers: number
  cost: {
    discountMinor: number
    recordedMinor: number
    /** Null: not known. */
    feesMinor: number | null
    totalMinor: number
  }
  roasBps: number | null
  /** These two tell of cost. Null: the cost of some units is not known. */
  costOfGoodsMinor: number | null
  roiBps: number | null
}

/** Baseline sales: those of all periods, as often as they count, divided by the weeks; rounded half-up, once. */
export function baselineOf(sales: readonly (Sales & { times: number })[], weeks: number): Sales {
  const mean = (name: keyof Sales) =>
    ratioOf(
      sales.reduce((sum, one) => sum + one[name] * one.times, 0),
      1,
      weeks
    )
  return { orders: mean('orders'), units: mean('units'), netMinor: mean('netMinor') }
}

/**
 * Reckons a review.
 *
 * - uplift = actual − baseline; relative to the baseline in basis points
 * - cost = discounts of its promotions + recorded spend + fees
 * - roas = net sales of its orders / cost
 * - return on investment = (gain − cost) / cost, with gain = net sales of its orders before the discounts on their goods −
 *   cost of goods
 *
 * A ratio to nothing is null. Source: domain rules "Contribution margin", "ROI".
 */
export function reviewOf(
  given: Pick<ReviewResult, 'currency' | 'from' | 'to' | 'weeks' | 'skus' | 'actual' | 'baseline'>,
  totals: CampaignTotals,
  feesMinor: number | null
): ReviewResult {
  const { actual, baseline } = given
  const { discountMinor, shippingDiscountMinor, recordedMinor, netMinor } = totals
  const totalMinor = discountMinor + recordedMinor + (feesMinor ?? 0)
  const isCostKnown = totals.unknownCostUnits === 0
  const gainMinor = netMinor + discountMinor - shippingDiscountMinor - totals.costMinor
  const units = actual.units - baseline.units
  const net = actual.netMinor - baseline.netMinor
  return {
    ...given,
    uplift: {
      units,
      netMinor: net,
      unitsBps: bpsOf(units, baseline.units),
      netBps: bpsOf(net, baseline.netMinor)
    },
    orders: totals.orders,
    units: totals.units,
    netMinor,
    newCustomers: totals.newCustomers,
    cost: { discountMinor, recordedMinor, feesMinor, totalMinor },
    roasBps: roasBps(netMinor, totalMinor),
    costOfGoodsMinor: isCostKnown ? totals.costMinor : null,
    roiBps: isCostKnown && totalMinor > 0 ? bpsOf(gainMinor - totalMinor, totalMinor) : null
  }
}
