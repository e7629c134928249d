import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll } from '#core/database/rows'
import { type Instant, instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { dayOn } from '#core/zone'
import type { FactParts } from '../facts/parts.ts'
import type { ReportMarkRow } from './tables.ts'

/** A change is stamped when its transaction begins, and seen when it commits: that long before is looked at again. */
const overlapMs = 5 * 60_000

/** How far a kind of figures has come; undefined: it has not begun. */
export function findMark(db: Reader, name: string): Promise<ReportMarkRow | undefined> {
  return db.selectFrom('reportMarks').selectAll().where('name', '=', name).executeTakeFirst()
}

export async function saveMark(tx: Tx, mark: ReportMarkRow): Promise<void> {
  await insertAll(tx, 'reportMarks', [mark], { on: ['name'], update: ['seenAt', 'token'] })
}

/**
 * Days of sales that may have changed since an instant, or a little before; all of them without one. Of closed days that is
 * told by their revisions; all days count that have been open since. One statement.
 */
export async function changedDays(
  db: Reader,
  since: Instant | undefined,
  { shop, closesAfterHours }: FactParts
): Promise<string[]> {
  if (since === undefined) {
    const { rows } = await sql<{ dayOn: string }>`
      select distinct day_on from report_order_days order by day_on`.execute(db)
    return rows.map(({ dayOn }) => dayOn)
  }
  const from = instantAt(instantMs(since) - overlapMs)
  const openMs = instantMs(from) - closesAfterHours * 3_600_000
  const openOn = dayOn(instantAt(openMs), shop.zone, shop.dayStartsAtHour)
  const { rows } = await sql<{ dayOn: string }>`
    select day_on from report_day_revisions where changed_at >= ${from}
    union select day_on from report_order_days where day_on >= ${openOn} order by day_on`.execute(
    db
  )
  return rows.map(({ dayOn }) => dayOn)
}
