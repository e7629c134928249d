import type { JobContext } from '#core/jobs'
import { changedDays, findMark, saveMark } from '../promotion-costs/marks.ts'
import type { ReportingScope } from '../scope.ts'
import { reckonCosts } from './reckon.ts'
import {
  entriesOfDay,
  markAllStale,
  markStale,
  ordersOfDay,
  replaceDay,
  staleDays,
  takeStale
} from './repository.ts'

const name = 'costs'
const pageSize = 50

/**
 * Reckons the costs of days anew: those of which something was told, and, where costs are estimated, those whose sales have
 * changed; all of them when the estimates have. A day a transaction. Safe to repeat.
 */
export async function keepCosts(
  job: Pick<JobContext<unknown>, 'signal' | 'transaction'>,
  { ctx }: Pick<ReportingScope, 'ctx'>
): Promise<void> {
  const { estimates } = ctx.options.costs
  const token = JSON.stringify([ctx.shop.currency, estimates])
  const seenAt = ctx.clock.now()
  const mark = await findMark(ctx.db, name)
  const isAnew = (mark?.token ?? JSON.stringify([ctx.shop.currency, []])) !== token
  const changed = estimates.length > 0 && !isAnew ? await changedDays(ctx.db, mark?.seenAt) : []
  await job.transaction(async (tx) => {
    if (isAnew) await markAllStale(tx)
    await markStale(tx, changed)
    await saveMark(tx, { name, seenAt, token })
  })
  for (;;) {
    const days = await staleDays(ctx.db, pageSize)
    if (days.length === 0) return
    for (const dayOn of days) {
      job.signal.throwIfAborted()
      await job.transaction(async (tx) => {
        if (!(await takeStale(tx, dayOn))) return
        const [orders, entries] = [await ordersOfDay(tx, dayOn), await entriesOfDay(tx, dayOn)]
        await replaceDay(tx, dayOn, reckonCosts(orders, entries, estimates, ctx.shop.currency))
      })
    }
  }
}
