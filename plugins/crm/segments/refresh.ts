import type { JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import { businessDay } from '../metrics/calendar.ts'
import { businessDaysOf, saveBusinessDays } from '../metrics/repository/days.ts'
import { knownThresholds, renewThresholds } from '../metrics/thresholds.ts'
import type { CrmScope } from '../scope.ts'
import { conditioned, readSegments, reevaluate } from './live.ts'
import { drifted } from './repository/members.ts'
import { allSegments, markRefreshed } from './repository/segments.ts'
import type { CrmSegmentRow } from './tables.ts'

type Job = Pick<JobContext<unknown>, 'pages' | 'transaction'>

/** Customers brought up to date in one transaction. */
const pageSize = 500
const name = 'segments'

/**
 * Goes over a segment once its rule is new, or over all of them once a day: what depends on time, and what nobody tells us
 * of, such as a product that has moved to another category. Only who has drifted is written. Safe to repeat.
 */
export async function refreshSegments(
  job: Job,
  scope: CrmScope,
  segmentId: string | null
): Promise<void> {
  const { shop, db } = scope.ctx
  const today = businessDay(shop, scope.ctx.clock.now())
  if (segmentId === null) {
    const known = await businessDaysOf(db, name)
    if (known?.dayOn === today) return
    await renewThresholds(job, scope.ctx)
  } else if ((await knownThresholds(db)).size === 0) {
    await renewThresholds(job, scope.ctx)
  }
  // In a transaction, since a replica may not have heard of the segment yet.
  const segments = await job.transaction(allSegments)
  for (const row of segments) {
    if (segmentId === null || row.id === segmentId) await refresh(job, scope, row)
  }
  if (segmentId !== null) return
  await job.transaction((tx) =>
    saveBusinessDays(tx, {
      ...{ name, zone: shop.zone, startsAtHour: shop.dayStartsAtHour, dayOn: today }
    })
  )
}

async function refresh(job: Job, scope: CrmScope, row: CrmSegmentRow): Promise<void> {
  await job.pages('', (tx, after) => refreshPage(tx, scope, { id: row.id, after }))
  await job.transaction((tx) => markRefreshed(tx, row))
}

/** Returns the last customer of the page; undefined: nobody after it has drifted. */
async function refreshPage(
  tx: Tx,
  scope: CrmScope,
  { id, after }: { id: string; after: string }
): Promise<string | undefined> {
  const { rows, context } = await readSegments(tx, scope, tx.now)
  const row = rows.find((one) => one.id === id)
  if (!row) return undefined
  const ids = await drifted(tx, conditioned(row, context), { after, limit: pageSize })
  await reevaluate(tx, scope, { customerIds: ids })
  return ids.length < pageSize ? undefined : ids.at(-1)
}
