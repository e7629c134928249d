/** Edits that still look like a slip. */
const slipMax = 3

/** The word that was probably meant: at most three letters, and less than half of it, are other ones. Null: none. */
export function nearestOf(word: string, known: readonly string[]): string | null {
  const ranked = known
    .map((candidate) => ({ candidate, edits: editsBetween(word, candidate) }))
    .sort((a, b) => a.edits - b.edits)
  const [best] = ranked
  const isNear = best && best.edits <= Math.min(slipMax, Math.floor(best.candidate.length / 2))
  return isNear ? best.candidate : null
}

/** Letters to insert, delete or change: Levenshtein's distance. */
function editsBetween(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at)
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1]
    for (let j = 0; j < other.length; j++) {
      const change = row[j]! + (letter === other[j] ? 0 : 1)
      next.push(Math.min(change, row[j + 1]! + 1, next[j]! + 1))
    }
    row = next
  }
  return row.at(-1)!
}
