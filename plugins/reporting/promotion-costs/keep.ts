import { sql } from 'kysely'
import { isOneOf } from '#core/database/rows'
import type { JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import { factPartsOf } from '../facts/parts.ts'
import type { ReportingScope } from '../scope.ts'
import { changedDays, findMark, saveMark } from './marks.ts'

const name = 'promotion-costs'
/** Days of a transaction. */
const pageSize = 5

/** Reckons anew what promotions took off on the days of sales that have changed. Safe to repeat. */
export async function keepPromotionCosts(
  job: Pick<JobContext<unknown>, 'pages' | 'transaction'>,
  { ctx, promotions }: Pick<ReportingScope, 'ctx' | 'promotions'>
): Promise<void> {
  if (!promotions) return
  const seenAt = ctx.clock.now()
  const mark = await findMark(ctx.db, name)
  const days = await changedDays(ctx.db, mark?.seenAt, factPartsOf({ ctx }))
  await job.pages(0, async (tx, from) => {
    const to = from + pageSize
    await reckonDays(tx, days.slice(from, to))
    return to < days.length ? to : undefined
  })
  await job.transaction((tx) => saveMark(tx, { name, seenAt, token: '' }))
}

async function reckonDays(tx: Tx, days: readonly string[]): Promise<void> {
  if (days.length === 0) return
  await sql`delete from report_promotion_days where ${isOneOf(tx, 'dayOn', days)}`.execute(tx)
  await sql`
    insert into report_promotion_days
      (day_on, channel_id, promotion_id, campaign_id, currency, promotion_minor, promotion_uses)
    select fact.day_on, fact.channel_id, used.promotion_id, coalesce(used.campaign_id, ''),
      used.currency, sum(used.amount_minor - used.returned_minor), count(*)
    from report_order_facts as fact
      join promotion_applications as used on used.order_id = fact.order_id and used.state = 'used'
    where ${isOneOf(tx, 'fact.dayOn', days)}
    group by fact.day_on, fact.channel_id, used.promotion_id, coalesce(used.campaign_id, ''),
      used.currency`.execute(tx)
}
