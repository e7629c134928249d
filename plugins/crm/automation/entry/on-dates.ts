import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { rowsFrom } from '#core/database/rows'
import { dayStart } from '#core/zone'
import { addDays } from '../../metrics/calendar.ts'
import type { CrmScope } from '../../scope.ts'
import type { TriggerShape } from '../definition/schema.ts'
import type { Found } from './candidates.ts'
import { daysKeptOn } from './days.ts'

type DateTrigger = NonNullable<TriggerShape['date']>

/** Years that anniversaries are looked for. */
const yearsMax = 100

/**
 * Customers whose date is kept, with the offset, on a day: those after one, by id, at most a limit. One query, by an index
 * of the dates.
 */
export async function onDates(
  db: Reader,
  scope: CrmScope,
  trigger: DateTrigger,
  { from: on, after, limit }: { from: string; after: string; limit: number }
): Promise<Found[]> {
  const keptOn = addDays(on, -trigger.offsetDays)
  const { rows } = await sql<{ customerId: string }>`
    select distinct own.customer_id from ${whoseDate(db, scope, trigger, keptOn)} as own
    where own.customer_id > ${after} and exists (select 1 from customers
      where customers.id = own.customer_id and customers.state = 'active')
    order by own.customer_id limit ${limit}`.execute(db)
  const sourceId = sourceOf(trigger, keptOn)
  return rows.map(({ customerId }) => ({ customerId, on, sourceId, brought: { on: keptOn } }))
}

/** The same day of a year lets a customer enter once. */
function sourceOf({ of, attribute, isYearly }: DateTrigger, keptOn: string): string {
  if (of === 'attribute' && !isYearly) return `date:${attribute}:${keptOn}`
  return `date:${attribute ?? of}:${keptOn.slice(0, 4)}`
}

/** Customers whose date is kept on a day, as a table with `customer_id`. */
export function whoseDate(
  db: Reader,
  { ctx: { shop } }: CrmScope,
  { of, attribute, isYearly, leapDay }: DateTrigger,
  keptOn: string
): RawBuilder<unknown> {
  const days = sql.join(daysKeptOn(keptOn, leapDay))
  if (of === 'birthday') {
    return sql`(select id as customer_id from customers
      where birth_on is not null and substr(birth_on, 6) in (${days}))`
  }
  if (of === 'attribute') {
    const isOn = isYearly ? sql`substr(date_on, 6) in (${days})` : sql`date_on = ${keptOn}`
    return sql`(select customer_id from customer_dates where name = ${attribute} and ${isOn})`
  }
  const spans = rowsFrom(
    db,
    'span',
    { fromAt: 'text', toAt: 'text' },
    anniversariesOf(keptOn, leapDay).map((day) => ({
      ...{ fromAt: dayStart(day, shop.zone), toAt: dayStart(addDays(day, 1), shop.zone) }
    }))
  )
  return sql`(select customer_id from ${spans}
    join memberships on memberships.joined_at >= span.from_at and memberships.joined_at < span.to_at)`
}

/** The days of the years before that a day is the anniversary of. */
function anniversariesOf(keptOn: string, leapDay: DateTrigger['leapDay']): string[] {
  const year = Number(keptOn.slice(0, 4))
  const days: string[] = []
  for (let back = 1; back <= yearsMax; back++) {
    for (const day of daysKeptOn(keptOn, leapDay)) {
      const on = `${String(year - back).padStart(4, '0')}-${day}`
      // 29 February is no day of most years.
      if (addDays(on, 0) === on) days.push(on)
    }
  }
  return days
}
