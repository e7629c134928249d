import { ratioOf } from '#core/money'

/**
 * Cost plus a markup, in basis points of the cost: 80.00 with 25 % is 100.00. Half-up. Not to be mixed up with
 * `priceAtMargin`.
 */
export function priceAtMarkup(costMinor: number, markupBps: number): number {
  return ratioOf(costMinor, 10_000 + markupBps, 10_000)
}

/** The price of which so much is margin, in basis points of the price: 80.00 with 25 % is 106.67. Half-up. */
export function priceAtMargin(costMinor: number, marginBps: number): number {
  if (marginBps >= 10_000) throw new RangeError('priceAtMargin: a margin is below 100 %')
  return ratioOf(costMinor, 10_000, 10_000 - marginBps)
}

/** An amount with tax put on top. Half-up. */
export function withTax(netMinor: number, taxBps: number): number {
  return priceAtMarkup(netMinor, taxBps)
}

/** A part of an amount, or more than all of it, in basis points. Half-up. */
export function indexed(amountMinor: number, indexBps: number): number {
  return ratioOf(amountMinor, indexBps, 10_000)
}

/** The price in the middle (p50); of an even number the two in the middle halved, half-up. Null without any. */
export function medianMinor(pricesMinor: readonly number[]): number | null {
  if (pricesMinor.length === 0) return null
  const sorted = [...pricesMinor].sort((a, b) => a - b)
  const upper = sorted[Math.floor(sorted.length / 2)]!
  if (sorted.length % 2 === 1) return upper
  return ratioOf(sorted[sorted.length / 2 - 1]! + upper, 1, 2)
}
