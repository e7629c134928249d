/** What a figure is expected to be, and how far it may be from that. */
export interface ControlLimits {
  expected: number
  lower: number
  upper: number
  /** Of the spread of its history, robust. */
  sigma: number
}

/** Makes the median absolute deviation of normal figures their standard deviation. */
const madToSigma = 1.4826

/** Sigmas that a figure may be away: 3 is a false alarm in 370 figures. */
const sigmas = 3

/**
 * Control limits from figures of the same weekday: their median and its median absolute deviation, which one odd day does not
 * move. The spread is taken for at least a twentieth of the median, and for counts at least its square root, since few
 * figures may lie close together by chance.
 *
 * Shape: null with fewer than `historyMin` figures.
 * Source: Rousseeuw, P. J., and Croux, C. (1993), Alternatives to the median absolute deviation, JASA 88, 1273–1283.
 */
export function controlLimits(
  history: readonly number[],
  { historyMin, isCount }: { historyMin: number; isCount: boolean }
): ControlLimits | null {
  if (history.length < historyMin) return null
  const expected = median(history)
  const spread = median(history.map((value) => Math.abs(value - expected))) * madToSigma
  const floor = Math.abs(expected) / 20
  const sigma = Math.max(spread, floor, isCount ? Math.sqrt(Math.abs(expected)) : 0)
  const lower = Math.max(0, expected - sigmas * sigma)
  return { expected, lower, upper: expected + sigmas * sigma, sigma }
}

/** The middle value; of an even number of values the mean of the two. Errors: RangeError without values. */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('median: at least one value is needed')
  const sorted = [...values].sort((a, b) => a - b)
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2
}
