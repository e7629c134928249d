/** What one location has of a variant, as allocation sees it. */
export interface LocationStock {
  locationId: string
  /** Smallest first; ties go by location id. */
  priority: number
  /** Available to promise there; below zero it owes units to orders. */
  available: number
}

/** Units to take from one location. */
export interface LocationPart {
  locationId: string
  quantity: number
}

/**
 * How locations are chosen. `priority` empties them in order of priority. `whole` first looks for a location that can
 * serve the demand alone (fewer parcels), and falls back to `priority`.
 */
export const allocationRules = ['priority', 'whole'] as const
export type AllocationRule = (typeof allocationRules)[number]

/**
 * Spreads a demand over locations. Null when all of them together have less than that.
 *
 * What one location owes is taken off what the others have: nothing is promised twice. The default is `priority`
 * because then the answer depends on the order of locations alone: 13 out of 10 and 15 is 10 and 3.
 *
 * Shape: parts are positive and add up to the demand, in order of priority.
 */
export function allocateOverLocations(
  demand: number,
  stocks: readonly LocationStock[],
  rule: AllocationRule = 'priority'
): LocationPart[] | null {
  if (demand <= 0) return []
  const total = stocks.reduce((sum, stock) => sum + stock.available, 0)
  if (total < demand) return null
  const ordered =
    stocks.length === 1
      ? stocks
      : [...stocks].sort(
          (a, b) => a.priority - b.priority || (a.locationId < b.locationId ? -1 : 1)
        )
  if (rule === 'whole') {
    const single = ordered.find((stock) => stock.available >= demand)
    if (single) return [{ locationId: single.locationId, quantity: demand }]
  }
  const parts: LocationPart[] = []
  let rest = demand
  for (const { locationId, available } of ordered) {
    const quantity = Math.min(available, rest)
    if (quantity <= 0) continue
    parts.push({ locationId, quantity })
    rest -= quantity
    if (rest === 0) break
  }
  return parts
}
