import type { JobContext } from '#core/jobs'
import type { ReportingScope } from '../scope.ts'
import { readDefinition } from './present.ts'
import { dueDefinitions, putOff } from './repository.ts'
import { lastDue, nextDue } from './schedule.ts'

/** Definitions of a page. */
const pageSize = 200

/**
 * Job: puts each report that is due into the queue, once for each due time. After a time without workers, the last due
 * time of each is made up for; those before it are left out. A page a transaction.
 */
export async function findDueReports(
  job: Pick<JobContext<unknown>, 'signal' | 'transaction'>,
  { ctx }: ReportingScope
): Promise<void> {
  const { zone } = ctx.shop
  for (let isMore = true; isMore; ) {
    job.signal.throwIfAborted()
    isMore = await job.transaction(async (tx) => {
      const rows = (await dueDefinitions(tx, pageSize)).map(readDefinition)
      if (rows.length === 0) return false
      await tx.enqueue(
        'reports.run',
        rows.map(({ id, schedule }) => {
          return { payload: { definitionId: id, dueAt: lastDue(schedule!, tx.now, zone) } }
        })
      )
      await putOff(
        tx,
        rows.map(({ id, schedule }) => ({ id, nextRunAt: nextDue(schedule!, tx.now, zone) }))
      )
      return rows.length === pageSize
    })
  }
}
