import type { CustomerSummary } from '#plugins/crm'
import type { SoldOrder } from '#plugins/orders'
import type { Promotion } from '../../definition/promotion.ts'
import {
  type CustomerFacts,
  type Evaluation,
  guest,
  type Remaining
} from '../../evaluation/types.ts'

/** Counts what a simulated promotion has used, from order to order. */
export class SimulatedUses {
  readonly #promotion: Promotion
  #uses = 0
  #spentMinor = 0
  readonly #units: Map<string, number>
  readonly #byCustomer = new Map<string, { uses: number; units: Map<string, number> }>()

  constructor(promotion: Promotion) {
    this.#promotion = promotion
    const locked = promotion.reward.kind === 'flash' ? promotion.reward.items : []
    this.#units = new Map(locked.map(({ sku, quantity }) => [sku, quantity]))
  }

  /** What is left for the next order. */
  remaining(): Remaining {
    const { uses, budgetMinor } = this.#promotion.limits ?? {}
    return {
      uses: uses === undefined ? null : uses - this.#uses,
      budgetMinor: budgetMinor === undefined ? null : budgetMinor - this.#spentMinor,
      units: this.#units
    }
  }

  /** The buyer of an order, with what the promotion gave them before. */
  customerFacts(
    order: SoldOrder,
    summary: CustomerSummary | undefined,
    isFirstOrder: boolean
  ): CustomerFacts {
    const { id } = this.#promotion
    const earlier = this.#byCustomer.get(keyOf(order) ?? '')
    return {
      ...guest,
      ...(summary && {
        customerId: summary.customerId,
        segments: summary.segments,
        tier: summary.tier
      }),
      orders: isFirstOrder ? 0 : 1,
      uses: new Map([[id, earlier?.uses ?? 0]]),
      flashUnits: new Map([[id, earlier?.units ?? new Map()]])
    }
  }

  /** Notes what an order would have used. */
  record(order: SoldOrder, { applied }: Evaluation): void {
    const [one] = applied
    if (!one) return
    this.#uses += 1
    this.#spentMinor += one.amountMinor
    const key = keyOf(order)
    const mine = this.#byCustomer.get(key ?? '') ?? { uses: 0, units: new Map() }
    mine.uses += 1
    for (const [sku, units] of one.unitsBySku) {
      const left = this.#units.get(sku)
      if (left !== undefined) this.#units.set(sku, left - units)
      mine.units.set(sku, (mine.units.get(sku) ?? 0) + units)
    }
    if (key !== null) this.#byCustomer.set(key, mine)
  }
}

/** A guest is nobody one has seen before. */
function keyOf({ channelId, customerRef }: SoldOrder): string | null {
  return customerRef === null ? null : `${channelId}\n${customerRef}`
}
