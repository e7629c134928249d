import {
  type AllocationRule,
  allocateOverLocations,
  type LocationPart
} from '../allocate-over-locations.ts'
import type { Shortage } from '../api.ts'
import { StockInsufficient } from '../errors.ts'
import { groupBy } from '../group-by.ts'
import type { Stock } from './stock.ts'

/** Units of a variant that somebody wants. */
export interface Demand {
  variantId: string
  sku: string
  quantity: number
}

/** Where demands are to be served from. */
export interface Plan<D extends Demand> {
  /** What is taken from each location, by demand. */
  parts: (LocationPart & { demand: D })[]
  /** Demands for what nobody counts; never short. */
  untracked: D[]
  /** Variants of which the sum of the demands is not there. */
  shortages: Shortage[]
}

/**
 * Finds locations for demands, in their order. A variant of which the sum is not there is short; demands that fit whole
 * into what is there are served all the same, for callers that may take them.
 */
export function planDemands<D extends Demand>(
  stock: Stock,
  demands: readonly D[],
  rule: AllocationRule
): Plan<D> {
  const plan: Plan<D> = { parts: [], untracked: [], shortages: [] }
  plan.untracked = demands.filter((demand) => !stock.isTracked(demand.variantId))
  const tracked = demands.filter((demand) => stock.isTracked(demand.variantId))
  const byVariant = groupBy(tracked, (demand) => demand.variantId)
  for (const [variantId, wanted] of byVariant) {
    const sources = stock.sourcesOf(variantId)
    const available = stock.available(variantId)
    const requested = wanted.reduce((sum, demand) => sum + demand.quantity, 0)
    if (requested > available) {
      plan.shortages.push({ variantId, sku: stock.variant(variantId).sku, requested, available })
    }
    for (const demand of wanted) {
      for (const part of allocateOverLocations(demand.quantity, sources, rule) ?? []) {
        sources.find((source) => source.locationId === part.locationId)!.available -= part.quantity
        plan.parts.push({ ...part, demand })
      }
    }
  }
  return plan
}

/** Refuses a plan in which anything is short; says how many are left. Errors: STOCK_INSUFFICIENT. */
export function refuseShortage({ shortages: [short] }: Pick<Plan<Demand>, 'shortages'>): void {
  if (!short) return
  const { sku, requested, available } = short
  // A buyer is told that an oversold SKU has none left, not less than none.
  throw new StockInsufficient({ sku, requested, available: Math.max(0, available) })
}
