import { Type } from 'typebox'
import { defineJob, type JobContext } from '#core/jobs'
import type { Tx } from '#core/transaction'
import type { EndedOrder, OrdersService } from '#plugins/orders'
import type { GroupFailedEvent } from './api.ts'
import { failDue, joinedOf, saveRefunds } from './repository.ts'

/** Groups of one transaction. */
const pageSize = 20

/** Safe to repeat: what has failed is no longer open. */
export const failGroupsJob = defineJob({
  name: 'promotions.fail-groups',
  title: 'Ends groups that were not full in time, and cancels their orders',
  payload: Type.Object({}),
  key: () => 'all',
  schedule: { cron: '* * * * *', payload: {} }
})

/** Ends groups whose time is over, with their orders: units, uses and codes come back as with any order. */
export async function failGroups(
  orders: Pick<OrdersService, 'cancel'>,
  job: Pick<JobContext<unknown>, 'pages'>
): Promise<void> {
  await job.pages(0, async (tx, done) => {
    const ended = await failPage(tx, orders)
    return ended === pageSize ? done + ended : undefined
  })
}

async function failPage(tx: Tx, orders: Pick<OrdersService, 'cancel'>): Promise<number> {
  const groups = await failDue(tx, pageSize)
  if (groups.length === 0) return 0
  const members = await joinedOf(
    tx,
    groups.map(({ id }) => id)
  )
  const orderIds = members.map(({ orderId }) => orderId)
  const canceled = await orders.cancel(tx, orderIds, 'the group was not full in time')
  const refunds = refundsOf(canceled)
  await saveRefunds(tx, refunds)
  const kept = new Set(canceled.filter(({ isEnded }) => !isEnded).map(({ orderId }) => orderId))
  const events = groups.map(({ id: groupId, promotionId }): GroupFailedEvent => {
    const own = members.filter((one) => one.groupId === groupId).map(({ orderId }) => orderId)
    return {
      groupId,
      promotionId,
      orderIds: own,
      refunds: refunds.filter(({ orderId }) => own.includes(orderId)),
      keptOrderIds: own.filter((orderId) => kept.has(orderId))
    }
  })
  tx.audit(
    events.map(({ groupId, ...after }) => ({
      action: 'group.fail',
      subjectType: 'group',
      subjectId: groupId,
      after
    }))
  )
  await tx.emit('group.failed', events)
  return groups.length
}

/** What is due back for canceled orders; parts that were split off are summed with theirs. */
function refundsOf(canceled: readonly EndedOrder[]): GroupFailedEvent['refunds'] {
  const sums = new Map<string, { orderId: string; amountMinor: number; currency: string }>()
  for (const { orderId, isEnded, heldMinor, currency } of canceled) {
    if (!isEnded || heldMinor <= 0) continue
    const amountMinor = heldMinor + (sums.get(orderId)?.amountMinor ?? 0)
    sums.set(orderId, { orderId, amountMinor, currency })
  }
  return [...sums.values()]
}
