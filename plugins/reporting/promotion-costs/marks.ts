import type { Reader } from '#core/database/db'
import { insertAll } from '#core/database/rows'
import { type Instant, instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
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

/** Days of sales that have changed since an instant, or a little before; all of them without one. One statement. */
export async function changedDays(db: Reader, since: Instant | undefined): Promise<string[]> {
  let query = db.selectFrom('reportDayRevisions').select('dayOn')
  if (since !== undefined) {
    query = query.where('changedAt', '>=', instantAt(instantMs(since) - overlapMs))
  }
  const rows = await query.orderBy('dayOn').execute()
  return rows.map(({ dayOn }) => dayOn)
}
