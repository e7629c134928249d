import type { JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import { setDue } from '../cases/due.ts'
import type { AftersalesScope } from '../scope.ts'
import { caseDueOf, overAlerts, wakeFor } from './book.ts'
import { loadCalendars } from './calendars.ts'
import { recomputeClock } from './clock.ts'
import { lockOpenClocks, openClocksOf, saveClocks } from './repository/clocks.ts'
import type { SlaClockRow } from './tables.ts'

/** Clocks of a page. */
const pageSize = 200

/** Reckons the open clocks of a calendar anew; what has ended stays as it was measured. A page a transaction. */
export async function recomputeClocks(
  job: Pick<JobContext<unknown>, 'pages'>,
  scope: AftersalesScope,
  calendarId: string
): Promise<void> {
  await job.pages('', (tx, after) => recomputePage(tx, scope, { calendarId, after }))
}

/** Returns where the next page begins; undefined: there is none. */
async function recomputePage(
  tx: Tx,
  { ctx }: AftersalesScope,
  { calendarId, after }: { calendarId: string; after: string }
): Promise<string | undefined> {
  const before = await lockOpenClocks(tx, { calendarId, after, limit: pageSize })
  if (before.length === 0) return undefined
  const calendar = (await loadCalendars(tx, ctx.shop.zone)).of(calendarId)
  const clocks = before.map((clock) => recomputeClock(clock, calendar, tx.now))
  await saveClocks(tx, clocks)
  await wakeFor(tx, clocks)
  await ctx.alerts.clear(
    tx,
    clocks.flatMap((clock, index) => overAlerts(clock, before[index]))
  )
  const caseIds = [...new Set(clocks.map(({ caseId }) => caseId))]
  const all = new Map<string, SlaClockRow[]>(caseIds.map((caseId) => [caseId, []]))
  for (const clock of await openClocksOf(tx, caseIds)) all.get(clock.caseId)!.push(clock)
  await setDue(
    tx,
    caseIds.map((caseId) => ({ caseId, dueAt: caseDueOf(all.get(caseId)!) }))
  )
  return before.length < pageSize ? undefined : before.at(-1)!.id
}
