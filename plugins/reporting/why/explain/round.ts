/**
 * Rounds parts to whole numbers that sum to a whole one, by largest remainder, ties to the first.
 *
 * Shape: same order. The parts may be of either sign; what floating point has lost of their sum goes to the first.
 */
export function roundToSum(parts: readonly number[], sum: number): number[] {
  if (parts.length === 0) return []
  const rounded = parts.map(Math.floor)
  const byRemainder = parts
    .map((part, index) => ({ index, remainder: part - Math.floor(part) }))
    .sort((a, b) => b.remainder - a.remainder || a.index - b.index)
  let left = sum - rounded.reduce((all, part) => all + part, 0)
  for (const { index } of byRemainder) {
    if (left <= 0) break
    rounded[index]!++
    left--
  }
  rounded[byRemainder[0]!.index]! += left
  return rounded.map((part) => part + 0)
}
