import { Type } from 'typebox'
import { defineJob, type JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import type { OrdersService } from '#plugins/orders'
import type { PresaleOverdueEvent } from './api.ts'
import { endPresales, lockOverdue } from './repository.ts'

/** Orders of one transaction. */
const pageSize = 100

/** Safe to repeat: what is overdue is no longer open. */
export const closePresalesJob = defineJob({
  name: 'promotions.close-presales',
  title: 'Closes orders whose balance was not paid in its time',
  payload: Type.Object({}),
  key: () => 'all',
  schedule: { cron: '* * * * *', payload: {} }
})

interface CloseParts {
  orders: Pick<OrdersService, 'close'>
  deposit: 'keep' | 'refund'
}

/** Closes orders whose balance was not paid; the others are settled. */
export async function closePresales(
  parts: CloseParts,
  job: Pick<JobContext<unknown>, 'pages'>
): Promise<void> {
  await job.pages(0, async (tx, done) => {
    const ended = await closePage(tx, parts)
    return ended === pageSize ? done + ended : undefined
  })
}

async function closePage(tx: Tx, { orders, deposit }: CloseParts): Promise<number> {
  const presales = await lockOverdue(tx, pageSize)
  if (presales.length === 0) return 0
  const ids = presales.map(({ orderId }) => orderId)
  const held = new Map<string, number>()
  for (const one of await orders.close(tx, ids, 'the balance was not paid in time')) {
    if (!one.isEnded) continue
    held.set(one.orderId, (held.get(one.orderId) ?? 0) + one.heldMinor)
  }
  const ends = presales.map(({ orderId }) => {
    const heldMinor = held.get(orderId)
    const state = heldMinor === undefined ? ('settled' as const) : ('overdue' as const)
    const isKept = deposit === 'keep'
    const amountMinor = Math.max(0, heldMinor ?? 0)
    const [keptMinor, toRefundMinor] = isKept ? [amountMinor, 0] : [0, amountMinor]
    return { orderId, state, keptMinor: keptMinor!, toRefundMinor: toRefundMinor! }
  })
  await endPresales(tx, ends)
  const events = ends
    .filter(({ state }) => state === 'overdue')
    .map(({ orderId, keptMinor, toRefundMinor }): PresaleOverdueEvent => {
      const { promotionId, currency } = presales.find((one) => one.orderId === orderId)!
      return { orderId, promotionId, currency, keptMinor, toRefundMinor }
    })
  tx.audit(
    events.map(({ orderId, ...after }) => ({
      action: 'presale.overdue',
      subjectType: 'order',
      subjectId: orderId,
      after
    }))
  )
  await tx.emit('presale.overdue', events)
  return presales.length
}
