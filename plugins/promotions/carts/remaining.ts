import type { Reader } from '#core/database/db'
import type { Promotion } from '../definition/promotion.ts'
import type { CartSnapshot, Remaining } from '../evaluation/types.ts'
import type { PromotionsScope } from '../scope.ts'
import { selectCounters } from '../uses/repository.ts'
import { giftUnits } from './gift-stock.ts'

/** What is left of the promotions that may concern a cart. Promotions without any limit are left out. */
export async function remainingOf(
  scope: Pick<PromotionsScope, 'parts' | 'extensions'>,
  db: Reader,
  promotions: readonly Promotion[],
  cart: CartSnapshot
): Promise<Map<string, Remaining>> {
  const limited = promotions.filter(hasLimit)
  const counters = await selectCounters(
    db,
    limited.map(({ id }) => id)
  )
  const units = await unitsLeft(scope, db, promotions, cart)
  const remaining = new Map<string, Remaining>()
  for (const { id } of promotions) {
    const counter = counters.get(id)
    const own = units.get(id)
    if (!counter && !own) continue
    remaining.set(id, {
      uses: left(counter?.usesMax, counter?.uses),
      budgetMinor: left(counter?.budgetMinor, counter?.spentMinor),
      units: own ?? new Map()
    })
  }
  return remaining
}

/** Whether uses or budget of a promotion are counted. */
export function hasLimit({ limits }: Pick<Promotion, 'limits'>): boolean {
  return limits?.uses !== undefined || limits?.budgetMinor !== undefined
}

function left(most: number | null | undefined, used = 0): number | null {
  return most == null ? null : Math.max(0, most - used)
}

async function unitsLeft(
  { parts, extensions }: Pick<PromotionsScope, 'parts' | 'extensions'>,
  db: Reader,
  promotions: readonly Promotion[],
  cart: CartSnapshot
): Promise<Map<string, ReadonlyMap<string, number>>> {
  const all = new Map<string, ReadonlyMap<string, number>>(
    await giftUnits(parts, db, promotions, cart)
  )
  for (const { kinds, unitsLeft } of extensions) {
    const own = promotions.filter(({ reward }) => kinds.includes(reward.kind))
    if (!unitsLeft || own.length === 0) continue
    for (const [id, units] of await unitsLeft(db, own, cart)) all.set(id, units)
  }
  return all
}
