/** Successes among a number. */
export interface Proportion {
  successes: number
  of: number
}

/** The 97.5 % point of the normal distribution. */
const z = 1.959963984540054

/** Wilson's score interval of a proportion, 95 %. */
export function wilson({ successes, of }: Proportion): { low: number; high: number } {
  const rate = successes / of
  const middle = rate + (z * z) / (2 * of)
  const spread = z * Math.sqrt((rate * (1 - rate)) / of + (z * z) / (4 * of * of))
  const whole = 1 + (z * z) / of
  // At the ends rounding may leave the interval from 0 to 1.
  return {
    low: Math.max(0, (middle - spread) / whole),
    high: Math.min(1, (middle + spread) / whole)
  }
}

/**
 * The difference of two proportions with its 95 % interval by Newcombe's method 10, of Wilson's scores: it holds where few
 * have bought, as the plain one does not.
 */
export function differenceOf(
  one: Proportion,
  other: Proportion
): { difference: number; low: number; high: number } {
  const [p, q] = [one.successes / one.of, other.successes / other.of]
  const [a, b] = [wilson(one), wilson(other)]
  return {
    difference: p - q,
    low: p - q - Math.hypot(p - a.low, b.high - q),
    high: p - q + Math.hypot(a.high - p, q - b.low)
  }
}
