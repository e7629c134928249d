import { Type } from 'typebox'
import { defineJob, type JobContext } from '#core/jobs'
import type { PromotionsScope } from '../scope.ts'
import { stepLocked } from './definitions.ts'
import { lockOutdated } from './repository.ts'

/** Promotions of one transaction. */
const pageSize = 100

/** Safe to repeat: what has ended is no longer live. */
export const endJob = defineJob({
  name: 'promotions.end',
  title: 'Ends promotions whose time is over, so that nothing reckons with them any more',
  payload: Type.Object({}),
  key: () => 'all',
  schedule: { cron: '*/5 * * * *', payload: {} }
})

/** Ends promotions whose time is over. Orders heed the time itself; this only tidies up. */
export async function endOutdated(
  scope: Pick<PromotionsScope, 'extensions'>,
  job: Pick<JobContext<unknown>, 'pages'>
): Promise<void> {
  await job.pages(0, async (tx, done) => {
    const rows = await lockOutdated(tx, pageSize)
    for (const row of rows) await stepLocked(scope, tx, row, 'end')
    return rows.length === pageSize ? done + rows.length : undefined
  })
}
