import type { PriceListKind } from '../tables.ts'

/** An entry of a price list with what the list says of itself. */
export interface CandidateEntry {
  variantId: string
  minQuantity: number
  unitPriceMinor: number
  listId: string
  handle: string
  kind: PriceListKind
  priority: number
  /** Null: every channel. */
  channels: readonly string[] | null
  /** Null, both of them: everybody. */
  segments: readonly string[] | null
  tiers: readonly string[] | null
}

/** Who buys where: what decides which lists count. */
export interface PriceAudience {
  channelId: string | null
  segments: ReadonlySet<string>
  tier: string | null
}

/** What a variant costs at a quantity. */
export interface ResolvedPrice {
  variantId: string
  unitPriceMinor: number
  /** The catalog's list price; null: it has none, an override alone prices it. */
  listMinor: number | null
  /** What a sale is held against: the list price, or the override that replaced it. */
  regularMinor: number
  /** The list the unit price comes from; null: the catalog. */
  from: { listId: string; handle: string; kind: PriceListKind; minQuantity: number } | null
}

/**
 * What a variant costs, from its list price and the entries of lists that run now in its currency.
 *
 * One answer whatever the order of entries: of each list that counts for the audience the highest break that the
 * quantity reaches; of overrides the first by priority, lower price, id, which replaces the list price, even by a higher
 * one; of sales the first by the same order that is below that. Null: neither a list price nor an override.
 */
export function resolvePrice(
  asked: { variantId: string; quantity: number; listMinor: number | null },
  audience: PriceAudience,
  entries: readonly CandidateEntry[]
): ResolvedPrice | null {
  const { variantId, quantity, listMinor } = asked
  const reached = highestBreaks(
    entries.filter((entry) => entry.minQuantity <= quantity && countsFor(entry, audience))
  ).sort(byRank)
  const override = reached.find(({ kind }) => kind === 'override')
  const regularMinor = override?.unitPriceMinor ?? listMinor
  if (regularMinor === null) return null
  const sale = reached.find((entry) => entry.kind === 'sale' && entry.unitPriceMinor < regularMinor)
  const winner = sale ?? override
  return {
    variantId,
    unitPriceMinor: winner?.unitPriceMinor ?? regularMinor,
    listMinor,
    regularMinor,
    from: winner
      ? {
          listId: winner.listId,
          handle: winner.handle,
          kind: winner.kind,
          minQuantity: winner.minQuantity
        }
      : null
  }
}

/** Whether a list is for this channel and this buyer: in one of its segments or tiers, when it names any. */
export function countsFor(
  list: Pick<CandidateEntry, 'channels' | 'segments' | 'tiers'>,
  { channelId, segments, tier }: PriceAudience
): boolean {
  const isOnChannel =
    list.channels === null || (channelId !== null && list.channels.includes(channelId))
  const isForAll = list.segments === null && list.tiers === null
  const isInSegment = list.segments?.some((segment) => segments.has(segment)) ?? false
  const isOfTier = tier !== null && (list.tiers?.includes(tier) ?? false)
  return isOnChannel && (isForAll || isInSegment || isOfTier)
}

function highestBreaks(entries: readonly CandidateEntry[]): CandidateEntry[] {
  const byList = new Map<string, CandidateEntry>()
  for (const entry of entries) {
    const best = byList.get(entry.listId)
    if (!best || entry.minQuantity > best.minQuantity) byList.set(entry.listId, entry)
  }
  return [...byList.values()]
}

function byRank(a: CandidateEntry, b: CandidateEntry): number {
  return (
    a.priority - b.priority || a.unitPriceMinor - b.unitPriceMinor || (a.listId < b.listId ? -1 : 1)
  )
}
