import {
  type CandidateEntry,
  countsFor,
  type PriceAudience,
  type ResolvedPrice
} from './resolve.ts'

/** What became of an entry of a price list. */
export const entryOutcomes = [
  'applies',
  'otherAudience',
  'quantityNotReached',
  'higherBreakReached',
  'notLower',
  'otherListFirst',
  'replacedListPrice'
] as const
export type EntryOutcome = (typeof entryOutcomes)[number]

/** Says of each entry of a variant why it made the price, or why not; `resolved` is what `resolvePrice` said. */
export function explainEntries(
  quantity: number,
  audience: PriceAudience,
  entries: readonly CandidateEntry[],
  resolved: ResolvedPrice | null
): { entry: CandidateEntry; outcome: EntryOutcome }[] {
  const highest = new Map<string, number>()
  for (const { listId, minQuantity } of entries) {
    if (minQuantity > quantity) continue
    highest.set(listId, Math.max(highest.get(listId) ?? 0, minQuantity))
  }
  const reached = entries.filter(
    (entry) => countsFor(entry, audience) && highest.get(entry.listId) === entry.minQuantity
  )
  const replacing = reached
    .filter(({ kind }) => kind === 'override')
    .find(({ unitPriceMinor }) => unitPriceMinor === resolved?.regularMinor)
  return entries.map((entry) => {
    if (!countsFor(entry, audience)) return { entry, outcome: 'otherAudience' }
    if (entry.minQuantity > quantity) return { entry, outcome: 'quantityNotReached' }
    if (highest.get(entry.listId) !== entry.minQuantity) {
      return { entry, outcome: 'higherBreakReached' }
    }
    const { from, regularMinor = null } = resolved ?? { from: null }
    if (from?.listId === entry.listId) return { entry, outcome: 'applies' }
    if (entry === replacing && from?.kind === 'sale') return { entry, outcome: 'replacedListPrice' }
    const isNotLower =
      entry.kind === 'sale' && (regularMinor === null || entry.unitPriceMinor >= regularMinor)
    return { entry, outcome: isNotLower ? 'notLower' : 'otherListFirst' }
  })
}
