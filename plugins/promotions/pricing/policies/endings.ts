import { currencyExponent } from '#core/currency'

export const endingKinds = ['.99', '.9', 'whole'] as const
export type EndingKind = (typeof endingKinds)[number]

export const roundingDirections = ['up', 'down', 'nearest'] as const
export type RoundingDirection = (typeof roundingDirections)[number]

/** What a price is to end in, and which way it goes there. */
export interface PriceEnding {
  ending: EndingKind
  rounding: RoundingDirection
}

/**
 * Prices with an ending are `offset`, `offset + step`, `offset + 2 × step` and so on, in minor units; none is zero.
 *
 * By the currency's own exponent: `.99` is 99 of 100 in CNY, 990 of 1,000 in KWD; `.9` is 90 of 100 and 900 of 1,000.
 * Where there are no decimals it is about the last digits: JPY 1,099 (`.99`) and JPY 1,089 or 1,099 (`.9`).
 */
export function gridOf(ending: EndingKind, currency: string): { step: number; offset: number } {
  const exponent = currencyExponent(currency)
  const unit = 10 ** exponent
  if (ending === 'whole') return { step: unit, offset: unit }
  if (exponent === 0) return ending === '.99' ? { step: 100, offset: 99 } : { step: 10, offset: 9 }
  return { step: unit, offset: ending === '.99' ? (unit * 99) / 100 : (unit * 9) / 10 }
}

/**
 * Gives a price its ending.
 *
 * `nearest`: of two that are as near the higher one. A price below the lowest with that ending becomes that one: no
 * ending makes a price zero. A price that has its ending stays.
 */
export function withEnding(priceMinor: number, rule: PriceEnding, currency: string): number {
  const { step, offset } = gridOf(rule.ending, currency)
  if (priceMinor <= offset) return offset
  const below = priceMinor - ((priceMinor - offset) % step)
  if (below === priceMinor) return priceMinor
  const above = below + step
  if (rule.rounding === 'up') return above
  if (rule.rounding === 'down') return below
  return priceMinor - below < above - priceMinor ? below : above
}

/**
 * Gives a price its ending within a floor and a cap (null: none). What falls below the floor goes up to the next ending,
 * what rises above the cap goes down; when no ending fits between them, the price goes without: within both, the floor
 * before the cap.
 */
export function endingWithin(
  priceMinor: number,
  rule: PriceEnding | null,
  limits: { floorMinor: number | null; capMinor: number | null; currency: string }
): number {
  const floor = limits.floorMinor ?? 0
  const cap = limits.capMinor ?? Number.MAX_SAFE_INTEGER
  const clamped = Math.max(floor, Math.min(priceMinor, cap))
  if (!rule) return clamped
  const fits = (price: number) => price >= floor && price <= cap
  const wished = withEnding(clamped, rule, limits.currency)
  if (fits(wished)) return wished
  const other = withEnding(
    clamped,
    { ...rule, rounding: wished < floor ? 'up' : 'down' },
    limits.currency
  )
  return fits(other) ? other : clamped
}
