import { addDays } from '../../query/calendar.ts'
import type { DaySpan } from '../../query/types.ts'
import type { Asker } from './ask.ts'

/** What net sales were to be in the days of a review. */
export interface Target {
  value: number
  /** Part of it that was reached; null: it was nothing. */
  share: number | null
}

/**
 * The target of some days, by the goals for net sales of all of the shop: the goal of just these days, else goals that
 * follow each other without a gap from the first of them to the last, such as those of days. Null: there are none.
 */
export async function targetOf(
  { db, scope, currency = scope.ctx.shop.currency }: Asker,
  { from, to }: DaySpan,
  actual: number
): Promise<Target | null> {
  const goals = await db
    .selectFrom('reportGoals')
    .select(['fromOn', 'toOn', 'targetUnits'])
    .where('metric', '=', 'netSales')
    .where('filters', '=', '[]')
    .where('currency', '=', currency)
    .where('fromOn', '>=', from)
    .where('toOn', '<=', to)
    .orderBy('toOn', 'desc')
    .orderBy('createdAt', 'desc')
    .execute()
  let value = 0
  // The longest goal from each day on, so that one of the whole goes before its parts.
  for (let day = from; day <= to; ) {
    const goal = goals.find(({ fromOn }) => fromOn === day)
    if (!goal) return null
    value += Number(goal.targetUnits)
    day = addDays(goal.toOn, 1)
  }
  return { value, share: value === 0 ? null : actual / value }
}
