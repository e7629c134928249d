import type { Clock } from '#core/time'
import type { WireCost } from '../wire.ts'
import { GraphqlRefusal } from './refusal.ts'

const maximumAvailable = 2000
const ratePerSecond = 100
const costMax = 1000
/** Points of a row with all that hangs on it, before it is known how much that is, and afterwards. */
const rowCost = 15
const rowCostReal = 5
const otherCost = 10

/** The bucket of points that all calls of an app to a shop draw on. */
export class Quotas {
  isOn = false
  readonly #clock: Clock
  #points = maximumAvailable
  #atMs: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#atMs = clock.ms()
  }

  /** What a query may cost at most. Errors: GraphqlRefusal when that is more than any query may. */
  requested({ first }: Record<string, unknown>): number {
    const cost = typeof first === 'number' ? 2 + first * rowCost : otherCost
    if (cost <= costMax) return cost
    const text = `Query cost is ${cost}, which exceeds the single query max cost limit (${costMax}).`
    throw new GraphqlRefusal('MAX_COST_EXCEEDED', text)
  }

  /** Takes points. Errors: GraphqlRefusal when there are not enough left. */
  take(points: number): void {
    if (!this.isOn) return
    this.#fill()
    if (this.#points < points) throw new GraphqlRefusal('THROTTLED', 'Throttled')
    this.#points -= points
  }

  /** Gives back what a query has not used. Returns what an answer of so many rows tells. */
  settle(requestedQueryCost: number, rows: number): WireCost {
    const actualQueryCost = Math.min(requestedQueryCost, otherCost + rows * rowCostReal)
    const left = requestedQueryCost - actualQueryCost
    if (this.isOn) this.#points = Math.min(maximumAvailable, this.#points + left)
    return { ...this.cost(requestedQueryCost), actualQueryCost }
  }

  /** What a refusal tells. Left alone for `restMs`, there are enough points again. */
  cost(requestedQueryCost: number, restMs?: number): WireCost {
    const restoreRate = restMs === undefined ? ratePerSecond : (requestedQueryCost / restMs) * 1000
    const available = restMs === undefined ? Math.floor(this.#points) : 0
    return {
      requestedQueryCost,
      throttleStatus: { maximumAvailable, currentlyAvailable: available, restoreRate }
    }
  }

  #fill(): void {
    const nowMs = this.#clock.ms()
    const points = this.#points + ((nowMs - this.#atMs) / 1000) * ratePerSecond
    this.#points = Math.min(maximumAvailable, points)
    this.#atMs = nowMs
  }
}
