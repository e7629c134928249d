import { sql } from 'kysely'
import { insertAll } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { PromotionInputShape } from '../definition/promotion.ts'

/** Makes the counter of a promotion that is new. */
export async function addCounter(
  tx: Tx,
  promotionId: string,
  limits: PromotionInputShape['limits']
): Promise<void> {
  await insertAll(tx, 'promotionCounters', [
    { promotionId, uses: 0, spentMinor: 0, ...limitsOf(limits) }
  ])
}

/**
 * Puts other limits on a promotion, and counts anew what it has used. The caller owns the rules: no order is being
 * reckoned. Cancellations wait for the row that is locked here.
 */
export async function recount(
  tx: Tx,
  promotionId: string,
  limits: PromotionInputShape['limits']
): Promise<void> {
  if (tx.dialect === 'postgres') {
    await sql`select 1 from promotion_counters where promotion_id = ${promotionId} for update`.execute(
      tx
    )
  }
  const { isCounted, usesMax, budgetMinor } = limitsOf(limits)
  await sql`
    update promotion_counters set is_counted = ${isCounted}, uses_max = ${usesMax},
      budget_minor = ${budgetMinor},
      uses = (select count(*) from promotion_applications
        where promotion_id = ${promotionId} and state = 'used'),
      spent_minor = (select coalesce(sum(amount_minor - returned_minor), 0)
        from promotion_applications where promotion_id = ${promotionId})
    where promotion_id = ${promotionId}`.execute(tx)
}

function limitsOf({ uses, budgetMinor }: NonNullable<PromotionInputShape['limits']> = {}) {
  return {
    isCounted: Number(uses !== undefined || budgetMinor !== undefined),
    usesMax: uses ?? null,
    budgetMinor: budgetMinor ?? null
  }
}
