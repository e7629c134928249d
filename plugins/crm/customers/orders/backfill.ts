import { Type } from 'typebox'
import type { Reader } from '#core/database/db'
import { insertAll } from '#core/database/rows'
import { defineJob, type JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import type { CrmScope } from '../../scope.ts'
import { orderIdsAfter } from '../repository/orders.ts'
import { takeOrders } from './take.ts'

declare module 'shopkeeper' {
  interface Jobs {
    'crm.take-earlier-orders': Record<never, never>
  }
  interface Tables {
    /** How far the orders are taken that were there before crm was. */
    crmBackfills: { name: string; afterId: string; finishedAt: string | null }
  }
}

/** A page is one turn of the writer, for which orders wait. */
const pageSize = 50
const name = 'orders'

/** Safe to repeat: an order contributes once, and the job goes on where it was. */
export const takeEarlierOrdersJob = defineJob({
  name: 'crm.take-earlier-orders',
  title: 'Makes customers of the orders that were there before crm was',
  payload: Type.Object({}),
  key: () => 'all',
  timeoutMs: 600_000
})

/** Puts the job to work if it has never come to its end. */
export async function startBackfill({ ctx }: CrmScope): Promise<void> {
  const progress = await progressOf(ctx.db)
  if (progress?.finishedAt) return
  await ctx.transaction((tx) => tx.enqueue('crm.take-earlier-orders', [{ payload: {} }]))
}

/** Takes the orders that were there, oldest first, a page a transaction. Those that come meanwhile take themselves. */
export async function takeEarlierOrders(
  job: Pick<JobContext<unknown>, 'pages'>,
  scope: CrmScope
): Promise<void> {
  await job.pages(0, async (tx, done) => {
    const progress = await progressOf(tx)
    if (progress?.finishedAt) return undefined
    const ids = await orderIdsAfter(tx, progress?.afterId ?? '', pageSize)
    await takeOrders(tx, scope, ids)
    const isLast = ids.length < pageSize
    await saveProgress(tx, {
      name,
      afterId: ids.at(-1) ?? progress?.afterId ?? '',
      finishedAt: isLast ? tx.now : null
    })
    return isLast ? undefined : done + ids.length
  })
}

async function progressOf(db: Reader) {
  return db.selectFrom('crmBackfills').selectAll().where('name', '=', name).executeTakeFirst()
}

async function saveProgress(
  tx: Tx,
  row: { name: string; afterId: string; finishedAt: string | null }
): Promise<void> {
  await insertAll(tx, 'crmBackfills', [row], { on: ['name'], update: ['afterId', 'finishedAt'] })
}
