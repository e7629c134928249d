/**
 * How many ratings of five a mean still needs: k = ceil(n (t − s) / (5 − t)) for n ratings of mean s and a target t.
 *
 * Units: `sum` of the ratings, so that the mean is exact; the target in hundredths. Null: no number of fives is enough, or
 * there is no rating yet. Example: 1,000 ratings of mean 4.7 need 500 for 4.8.
 */
export function fivesNeeded(
  { count, sum }: { count: number; sum: number },
  targetHundredths: number
): number | null {
  if (count === 0) return null
  const missing = count * targetHundredths - sum * 100
  if (missing <= 0) return 0
  return targetHundredths >= 500 ? null : Math.ceil(missing / (500 - targetHundredths))
}
