import type { Reader } from '#core/database/db'
import type { JobContext } from '#core/jobs'
import { factPartsOf } from '../facts/parts.ts'
import { changedDays, findMark, saveMark } from '../promotion-costs/marks.ts'
import type { ReportingScope } from '../scope.ts'
import { type CostedOrder, reckonCosts } from './reckon.ts'
import {
  entriesOfDay,
  markAllStale,
  markStale,
  ordersById,
  ordersOfDay,
  replaceDay,
  staleDays,
  takeStale
} from './repository.ts'

const name = 'costs'
const pageSize = 50
const ordersAtOnce = 200

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
  const changed =
    estimates.length > 0 && !isAnew
      ? await changedDays(ctx.db, mark?.seenAt, factPartsOf({ ctx }))
      : []
  await job.transaction(async (tx) => {
    if (isAnew) await markAllStale(tx)
    await markStale(tx, changed)
    await saveMark(tx, { name, seenAt, token })
  })
  for (;;) {
    const days = await staleDays(ctx.db, pageSize)
    if (days.length === 0) return
    for (const dayOn of days) {
      // Where nothing is estimated only those count of which something was told.
      const orders = estimates.length > 0 ? await readOrders(job.signal, ctx.db, dayOn) : []
      await job.transaction(async (tx) => {
        if (!(await takeStale(tx, dayOn))) return
        const entries = await entriesOfDay(tx, dayOn)
        const known = new Set(orders.map(({ orderId }) => orderId))
        const more = entries.flatMap(({ orderId }) =>
          orderId === null || known.has(orderId) ? [] : [orderId]
        )
        if (more.length > 0) orders.push(...(await ordersById(tx, dayOn, [...new Set(more)])))
        await replaceDay(tx, dayOn, reckonCosts(orders, entries, estimates, ctx.shop.currency))
      })
    }
  }
}

/**
 * Reads the orders of a day before its transaction, a page at a time, so that nobody waits for thousands of them. One that
 * changes after that changes its day, and is seen by the next run.
 */
async function readOrders(signal: AbortSignal, db: Reader, dayOn: string): Promise<CostedOrder[]> {
  const orders: CostedOrder[] = []
  for (let after = ''; ; ) {
    signal.throwIfAborted()
    const page = await ordersOfDay(db.background ?? db, { dayOn, after, limit: ordersAtOnce })
    orders.push(...page)
    if (page.length < ordersAtOnce) return orders
    after = page.at(-1)!.orderId
  }
}
