import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { addDays } from '../metrics/calendar.ts'
import type { CrmScope } from '../scope.ts'
import { customersFrom } from '../segments/rule/context.ts'
import type { DefinitionShape } from './definition/schema.ts'
import { reachedDay } from './entry/days.ts'
import { whoseDate } from './entry/on-dates.ts'
import type { Automation } from './repository/automations.ts'
import { compiledCondition, conditionContext } from './run/conditions.ts'
import type { previewReasons } from './schema.ts'

const dayMs = 86_400_000
const wholeBps = 10_000

/**
 * Counts who would enter an automation now, and who would not and why: by time those who are due on the last day that has
 * come, by an event those whom it could be of. Nothing is kept. Four queries.
 */
export async function previewEntries(
  db: Reader,
  scope: CrmScope,
  { automation, sample, now }: { automation: Automation; sample: number; now: string }
) {
  const { id, definition } = automation
  const context = await conditionContext(db, scope, definition, now)
  const { enterWhen, holdoutBps } = definition
  const meets = enterWhen === undefined ? sql`(1 = 1)` : compiledCondition(enterWhen, context)
  const why = sql`case when not ${meets} then 'condition'
    when ${barred(id, definition, now)} then 'reentry' else 'enters' end`
  const from = sql`from ${customersFrom(db)}
    where customer.state = 'active' and ${isCandidate(db, scope, definition, now)}`
  const { rows } = await sql<{ why: (typeof previewReasons)[number]; customers: number }>`
    select own.why, count(*) as customers from (select ${why} as why ${from}) as own
    group by own.why`.execute(db)
  const some = await sql<{ customerId: string; why: (typeof previewReasons)[number] }>`
    select customer.id as customer_id, ${why} as why ${from} limit ${sample}`.execute(db)
  const countOf = (one: string) => Number(rows.find((row) => row.why === one)?.customers ?? 0)
  const entering = countOf('enters')
  return {
    candidates: rows.reduce((sum, { customers }) => sum + Number(customers), 0),
    notMeeting: countOf('condition'),
    barred: countOf('reentry'),
    entering,
    heldOutExpected: Math.floor((entering * holdoutBps) / wholeBps + 0.5),
    sample: some.rows
  }
}

function isCandidate(
  db: Reader,
  scope: CrmScope,
  { trigger: { event, date, inactivity } }: DefinitionShape,
  now: string
): RawBuilder<unknown> {
  const { shop } = scope.ctx
  if (date) {
    const keptOn = addDays(reachedDay(now, shop, date.atHour), -date.offsetDays)
    return sql`customer.id in (select own.customer_id
      from ${whoseDate(db, scope, date, keptOn)} as own)`
  }
  if (inactivity) {
    const to = addDays(reachedDay(now, shop, inactivity.atHour), -inactivity.days)
    return sql`exists (select 1 from crm_customer_days as day
        where day.customer_id = customer.id and day.orders > 0)
      and not exists (select 1 from crm_customer_days as day
        where day.customer_id = customer.id and day.orders > 0 and day.day_on > ${to})`
  }
  if (event?.segment === undefined) return sql`1 = 1`
  const isIn = sql`exists (select 1 from crm_segment_members as member
    join crm_segments as segment on segment.id = member.segment_id
    where member.customer_id = customer.id and segment.handle = ${event.segment})`
  return event.name === 'segment.entered' ? isIn : sql`not ${isIn}`
}

/** Whom re-entry keeps out; of inactivity also who has entered since the last order. */
function barred(
  automationId: string,
  { reentry: { mode, days }, trigger: { inactivity } }: DefinitionShape,
  now: string
): RawBuilder<unknown> {
  const since = new Date(Date.parse(now) - (days ?? 0) * dayMs).toISOString()
  const entered = (more: RawBuilder<unknown>) => sql`exists (select 1 from automation_runs as run
    where run.customer_id = customer.id and run.automation_id = ${automationId} ${more})`
  const again = sql`and run.source_id = 'inactivity:' || (select max(day.day_on)
    from crm_customer_days as day where day.customer_id = customer.id and day.orders > 0)`
  const same = inactivity ? entered(again) : sql`(1 = 0)`
  if (mode === 'always') return same
  if (mode === 'once') return entered(sql``)
  return sql`(${same} or ${entered(sql`and run.entered_at > ${since}`)})`
}
