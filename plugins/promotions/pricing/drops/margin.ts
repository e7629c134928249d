import { ratioOf } from '#core/money'
import { contributionOf, marginBps, type ProfitRates } from '../margin/contribution.ts'

/** What a unit costs and is offered for. */
export interface MarginOf {
  /** With the tax of the profit model. */
  priceMinor: number
  costMinor: number
}

/** CM3 of a unit at a price, in basis points of its net sales; null: it brings none. */
export function unitMarginBps(
  rates: ProfitRates,
  { priceMinor, costMinor }: MarginOf
): number | null {
  const contribution = contributionOf(rates, {
    paidMinor: priceMinor,
    netMinor: ratioOf(priceMinor, 10_000, 10_000 + rates.taxBps),
    units: 1,
    costMinor,
    orders: { times: 1, of: rates.unitsPerOrder }
  })
  return marginBps(contribution.cm3Minor, contribution.netSalesMinor)
}

/**
 * Whether a margin has dropped by more than so many basis points, both reckoned by the same profit model: 40.00 % to
 * 34.99 % is more than 500. A price that brings nothing any more has dropped, whatever it was.
 */
export function hasDropped(
  rates: ProfitRates,
  { before, now }: { before: MarginOf; now: MarginOf },
  dropBps: number
): boolean {
  const beforeBps = unitMarginBps(rates, before)
  if (beforeBps === null) return false
  const nowBps = unitMarginBps(rates, now)
  return nowBps === null || beforeBps - nowBps > dropBps
}
