import type { Deferred } from '#core/transaction'
import type { OrderEvent } from '#plugins/orders'
import type { AftersalesScope } from '../scope.ts'
import { catchUp } from './catch-up.ts'
import { checkReasons } from './check-options.ts'
import { recordMoneyOf } from './credit.ts'
import { catchUpJob } from './declared.ts'
import { takeMessages } from './messages-in.ts'
import { sendMessages } from './messages-out.ts'
import { platformAnswer } from './present.ts'
import { erasePlatformWords } from './repository/decisions.ts'
import { recordsOfOrders } from './repository/platform-cases.ts'
import { platformRoutes } from './routes.ts'
import { settleWrites } from './settle.ts'
import { takeRecords } from './take.ts'

/** Cases of platforms, both ways: what they tell becomes cases here, what is decided here they are told. */
export function setupPlatform(scope: AftersalesScope): void {
  const { ctx, channels, orders, areas } = scope
  checkReasons(scope)
  areas.push({
    name: 'platform',
    onMessages: (tx, messages) => sendMessages(tx, scope, messages),
    answers: (db, row, viewer) => platformAnswer(db, scope, { row, viewer }),
    erase: erasePlatformWords
  })
  ctx.handle(catchUpJob, (job) => catchUp(job, scope))
  ctx.onStart(() => ctx.transaction((tx) => tx.enqueue('aftersales.catch-up', [{ payload: {} }])))
  platformRoutes(scope)
  if (!channels) return
  ctx.on('channelRecord.changed', async (tx, batch) => {
    const idsOf = (kind: 'afterSale' | 'message') =>
      batch.flatMap((one) => (one.kind === kind ? [one.recordId] : []))
    await takeRecords(tx, scope, idsOf('afterSale'))
    await takeMessages(tx, scope, idsOf('message'))
  })
  ctx.on('channelWrite.settled', (tx, batch) => settleWrites(tx, scope, batch))
  for (const ended of ['refund.done', 'refund.failed'] as const) {
    ctx.on(ended, (tx, batch) => {
      const caseIds = new Set(batch.flatMap(({ caseId }) => caseId ?? []))
      return recordMoneyOf(tx, scope, [...caseIds])
    })
  }
  const linking = linkingOf(scope)
  ctx.on('order.placed', async (tx, batch) => {
    const foreign = batch.filter(({ channelId }) => channelId !== orders.directChannelId)
    if (foreign.length > 0) tx.defer(linking, foreign)
  })
}

/** Work at the end of a commit: orders may come after their cases, which have waited for them. */
function linkingOf(scope: AftersalesScope): Deferred<OrderEvent> {
  return {
    name: 'aftersales.link-orders',
    async run(tx, placed) {
      await takeRecords(tx, scope, await recordsOfOrders(tx, placed))
    }
  }
}
