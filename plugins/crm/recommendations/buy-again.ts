import { type Instant, instantAt, instantMs } from '#core/time'

/** When a customer bought a product. */
export interface Purchase {
  productId: string
  placedAt: Instant
}

/** A product that a customer buys again and again. */
export interface Repurchase {
  productId: string
  purchases: number
  /** The one in the middle of the times between purchases; of two in the middle their mean, half-up. */
  medianIntervalMs: number
  lastAt: Instant
  /** The last purchase and one interval. */
  dueAt: Instant
}

/** Whoever has not bought for more intervals buys it no more. */
const intervalsMax = 3

/**
 * What a customer may want again, by their own rhythm: products bought at two instants or more, last of all not longer than
 * three intervals ago; what is due first comes first. Pure.
 */
export function buyAgain(purchases: readonly Purchase[], now: Instant): Repurchase[] {
  const instants = new Map<string, Set<number>>()
  for (const { productId, placedAt } of purchases) {
    const known = instants.get(productId)
    if (known) known.add(instantMs(placedAt))
    else instants.set(productId, new Set([instantMs(placedAt)]))
  }
  const repurchases = [...instants].flatMap(([productId, set]) => {
    const sorted = [...set].sort((a, b) => a - b)
    const medianIntervalMs = medianOf(sorted.slice(1).map((ms, i) => ms - sorted[i]!))
    if (medianIntervalMs === null) return []
    const lastMs = sorted.at(-1)!
    if (instantMs(now) - lastMs > intervalsMax * medianIntervalMs) return []
    return [
      {
        ...{ productId, purchases: sorted.length, medianIntervalMs },
        lastAt: instantAt(lastMs),
        dueAt: instantAt(lastMs + medianIntervalMs)
      }
    ]
  })
  return repurchases.sort(byDue)
}

function medianOf(numbers: readonly number[]): number | null {
  if (numbers.length === 0) return null
  const sorted = [...numbers].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1
    ? sorted[middle]!
    : Math.floor((sorted[middle - 1]! + sorted[middle]! + 1) / 2)
}

function byDue(a: Repurchase, b: Repurchase): number {
  if (a.dueAt !== b.dueAt) return a.dueAt < b.dueAt ? -1 : 1
  return a.productId < b.productId ? -1 : 1
}
