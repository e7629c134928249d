import { allocate, basisPointsOf, ratioOf } from '#core/money'
import { sumOf } from './basket.ts'

/** An amount with its taxes: net + tax = gross, and the taxes sum to the tax. */
export interface Taxed {
  netMinor: number
  taxMinor: number
  taxesMinor: readonly number[]
  grossMinor: number
}

/**
 * Reckons the taxes of a line once, on the line and never on a unit: 3 × 1.23 at 20 % is 3.69 + 0.74.
 *
 * Rounding: half away from zero. With tax on top, each tax is rounded on its own; with tax inside, the net is, and what
 * is left is split over the rates by largest remainder.
 */
export function taxed(
  amountMinor: number,
  isTaxInside: boolean,
  ratesBps: readonly number[]
): Taxed {
  if (isTaxInside) {
    const allBps = sumOf(ratesBps)
    const netMinor = ratioOf(amountMinor, 10_000, 10_000 + allBps)
    const taxMinor = amountMinor - netMinor
    const taxesMinor =
      ratesBps.length > 1 ? allocate(taxMinor, ratesBps) : ratesBps.map(() => taxMinor)
    return { netMinor, taxMinor, taxesMinor, grossMinor: amountMinor }
  }
  const taxesMinor = ratesBps.map((rateBps) => basisPointsOf(amountMinor, rateBps))
  const taxMinor = sumOf(taxesMinor)
  return { netMinor: amountMinor, taxMinor, taxesMinor, grossMinor: amountMinor + taxMinor }
}
