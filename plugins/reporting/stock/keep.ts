import type { JobContext } from '#core/jobs'
import { addDays, businessDay } from '../query/calendar.ts'
import type { ReportingScope } from '../scope.ts'
import { beginRun, finishRun, keepPage, lastOfPage, moveRun } from './repository.ts'

/** Variants of a page. */
const pageSize = 500

/**
 * Keeps what lies in stock as yesterday's end, and as today's beginning; a page a transaction. What is sold between the
 * beginning of the day and the snapshot is not in it any more: it is taken within the hour. Safe to repeat: a day is kept
 * once, and a snapshot that was broken off goes on.
 */
export async function keepStock(
  job: Pick<JobContext<unknown>, 'pages'>,
  { ctx }: Pick<ReportingScope, 'ctx'>
): Promise<void> {
  const startsOn = businessDay(ctx.shop, ctx.clock.now())
  const dayOn = addDays(startsOn, -1)
  await job.pages('', async (tx) => {
    const run = await beginRun(tx, dayOn, startsOn)
    if (run.finishedAt !== null) return undefined
    const after = run.afterVariantId
    const last = await lastOfPage(tx, after, pageSize)
    if (last === null) {
      await finishRun(tx, dayOn)
      return undefined
    }
    const page = { after, last, dayOn, startsOn, currency: ctx.shop.currency }
    await moveRun(tx, dayOn, last, await keepPage(tx, page))
    return last
  })
}
