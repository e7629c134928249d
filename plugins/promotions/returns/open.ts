import type { Reader } from '#core/database/db'
import type { Promotion } from '../definition/promotion.ts'
import { type CustomerFacts, guest, type Remaining } from '../evaluation/types.ts'
import type { PromotionsScope } from '../scope.ts'
import { selectCounters } from '../uses/repository.ts'

/**
 * What an order may have of its promotions: what is left of their limits, and what it has itself. Its use of each was counted
 * when it was placed. One query, and those of the extensions.
 */
export async function openTo(
  { extensions }: Pick<PromotionsScope, 'extensions'>,
  db: Reader,
  orderId: string,
  applied: readonly { promotion: Promotion; amountMinor: number }[]
): Promise<{ remaining: Map<string, Remaining>; customer: CustomerFacts }> {
  const counters = await selectCounters(
    db,
    applied.map(({ promotion }) => promotion.id)
  )
  const remaining = new Map<string, Remaining>()
  for (const { promotion, amountMinor } of applied) {
    const { budgetMinor = null, spentMinor = 0 } = counters.get(promotion.id) ?? {}
    const openMinor =
      budgetMinor === null ? null : Math.max(0, budgetMinor - spentMinor) + amountMinor
    remaining.set(promotion.id, {
      ...{ uses: null, budgetMinor: openMinor, isCutToBudget: true, units: new Map() }
    })
  }
  const flashUnits = new Map<string, ReadonlyMap<string, number>>()
  for (const { kinds, openUnits } of extensions) {
    const own = applied.flatMap(({ promotion }) =>
      kinds.includes(promotion.reward.kind) ? [promotion] : []
    )
    if (!openUnits || own.length === 0) continue
    for (const [id, { left, bought }] of await openUnits(db, own, orderId)) {
      remaining.set(id, { ...remaining.get(id)!, units: left })
      flashUnits.set(id, bought)
    }
  }
  return { remaining, customer: { ...guest, flashUnits } }
}
