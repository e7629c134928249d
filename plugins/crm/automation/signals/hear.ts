import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { OrderEvent, OrderState } from '#plugins/orders'
import type { CrmScope } from '../../scope.ts'
import type { TriggerEvent } from '../definition/events.ts'
import { insertSignals } from '../repository/signals.ts'
import type { AutomationSignalRow } from '../tables.ts'
import { chainOf } from './causes.ts'
import type { Listening } from './listening.ts'

/** What an event says of a customer. */
interface Heard {
  customerId: string
  sourceId: string
  subject?: string | null
  brought?: Record<string, string | number | null>
}

/**
 * Writes down, in the transaction of the event, what may let customers enter: one statement a batch, and nothing where no
 * active automation listens. Who enters is decided by the job.
 */
export function hearEvents({ ctx }: CrmScope, listening: Listening): void {
  const take = async (tx: Tx, event: TriggerEvent, heard: () => Heard[]) => {
    if (!(await listening.hears(tx, event))) return
    await insertSignals(
      tx,
      heard().map(({ subject = null, brought = {}, ...one }) => ({
        ...signalOf(tx, event),
        ...one,
        subject,
        brought: JSON.stringify(brought),
        chain: JSON.stringify(chainOf(tx, one.customerId))
      }))
    )
  }
  ctx.on('customer.created', (tx, batch) =>
    take(tx, 'customer.created', () =>
      batch.map(({ customerId }) => ({ customerId, sourceId: 'customer.created' }))
    )
  )
  ctx.on('customer.told', async (tx, batch) => {
    for (const kind of toldKinds) {
      const own = batch.filter((one) => one.kind === kind)
      if (own.length === 0) continue
      await take(tx, kind, () =>
        own.map(({ customerId }) => ({ customerId, sourceId: `${kind}:${tx.now}` }))
      )
    }
  })
  for (const event of ['segment.entered', 'segment.left'] as const) {
    ctx.on(event, (tx, batch) =>
      take(tx, event, () =>
        batch.map(({ customerId, segment }) => ({
          ...{ customerId, subject: segment, brought: { segment } },
          sourceId: `${event}:${segment}:${tx.now}`
        }))
      )
    )
  }
  ctx.on('tier.changed', (tx, batch) =>
    take(tx, 'tier.changed', () =>
      batch.map(({ customerId, from, to }) => ({
        ...{ customerId, subject: to, brought: { from, to } },
        sourceId: `tier.changed:${to}:${tx.now}`
      }))
    )
  )
  ctx.on('points.expiring', (tx, batch) =>
    take(tx, 'points.expiring', () =>
      batch.map(({ customerId, points, expiresAt }) => ({
        ...{ customerId, brought: { points, expiresAt } },
        sourceId: `points.expiring:${expiresAt}`
      }))
    )
  )
  ctx.on('benefit.granted', (tx, batch) =>
    take(tx, 'benefit.granted', () =>
      batch.map(({ customerId, kind, year, benefit, points }) => ({
        ...{ customerId, brought: { kind, benefit, points } },
        sourceId: `benefit.granted:${kind}:${year}`
      }))
    )
  )
  hearOrders(ctx, listening)
}

const toldKinds = ['tag.added', 'tag.removed', 'consent.granted', 'consent.withdrawn'] as const

function hearOrders(ctx: CrmScope['ctx'], listening: Listening): void {
  const take = async (tx: Tx, event: TriggerEvent, orders: readonly OrderEvent[]) => {
    if (orders.length === 0 || !(await listening.hears(tx, event))) return
    await insertSignals(
      tx,
      orders.map(({ orderId }) => ({
        ...{ ...signalOf(tx, event), orderId, sourceId: `${event}:${orderId}` }
      }))
    )
  }
  const takeStates = async (tx: Tx, orders: readonly OrderEvent[]) => {
    for (const { event, states } of stages) {
      await take(
        tx,
        event,
        orders.filter(({ state }) => states.includes(state))
      )
    }
  }
  ctx.on('order.placed', async (tx, orders) => {
    await take(tx, 'order.placed', orders)
    await take(tx, 'order.first', orders)
    await takeStates(tx, orders)
  })
  ctx.on('order.changed', takeStates)
}

/** What an order has come to in which states; that it is paid is looked at again. */
const stages: { event: TriggerEvent; states: readonly OrderState[] }[] = [
  {
    event: 'order.paid',
    states: ['paid', 'allocated', 'partially_shipped', 'shipped', 'delivered', 'completed']
  },
  { event: 'order.delivered', states: ['delivered', 'completed'] },
  { event: 'order.completed', states: ['completed'] },
  { event: 'order.canceled', states: ['canceled'] }
]

function signalOf(tx: Tx, event: TriggerEvent): AutomationSignalRow {
  return {
    ...{ id: newId('asg'), event, subject: null, customerId: null, orderId: null },
    ...{ sourceId: event, brought: '{}', chain: '[]', at: tx.now }
  }
}
