import type { Alerts } from '#core/alerts/types'
import type { Exchange } from '#core/net/exchange'
import { type Instant, instantAt, instantMs } from '#core/time'
import type { Tx } from '#core/transaction'
import { disableSubscription, hostOf } from './disable.ts'
import { enqueueDeliveries } from './put-on-way.ts'
import {
  countFailure,
  countSuccess,
  type DueDelivery,
  failDelivery,
  insertAttempt,
  planNext
} from './repository/deliveries.ts'
import { noteFailure, noteRecovery } from './repository/subscriptions.ts'
import { waitMsAfter } from './schedule.ts'

const goneStatus = 410
const dayMs = 24 * 60 * 60 * 1000

/** One attempt as it came out. */
export interface Attempted {
  delivery: DueDelivery
  startedAt: Instant
  exchange: Exchange
}

export interface OutcomeParts {
  alerts: Alerts
  disableAfterDays: number
}

/** Records an attempt and decides what follows: nothing, another one later, or the end. */
export async function recordAttempt(
  tx: Tx,
  parts: OutcomeParts,
  attempted: Attempted
): Promise<void> {
  const { delivery, exchange } = attempted
  if (!exchange.isSuccess) return recordFailure(tx, parts, attempted)
  if (delivery.failingSince !== null) await noteRecovery(tx, delivery.subscriptionId)
  const row = await countSuccess(tx, delivery.id)
  if (row) await keepAttempt(tx, attempted, row.attempts)
}

async function recordFailure(tx: Tx, parts: OutcomeParts, attempted: Attempted): Promise<void> {
  const { delivery, exchange } = attempted
  // The subscription is locked before the delivery wherever both are, so that no two wait for each other.
  const subscription = await noteFailure(tx, delivery.subscriptionId)
  const row = await countFailure(tx, delivery.id)
  if (!row) return
  await keepAttempt(tx, attempted, row.attempts)
  if (row.state !== 'pending') return
  if (subscription?.state !== 'enabled') return failDelivery(tx, row.id)
  const failingMs = instantMs(tx.now) - instantMs(subscription.failingSince!)
  const isFailing = failingMs >= parts.disableAfterDays * dayMs
  if (exchange.status === goneStatus || isFailing) {
    const reason = exchange.status === goneStatus ? 'gone' : 'failing'
    await disableSubscription(tx, parts.alerts, { id: subscription.id, reason })
    return
  }
  const waitMs = waitMsAfter(row.step, exchange.askedMs)
  if (waitMs === null) return giveUp(tx, parts, attempted)
  const nextAt = instantAt(instantMs(tx.now) + waitMs)
  await planNext(tx, row.id, nextAt)
  await enqueueDeliveries(tx, [row], nextAt)
}

async function keepAttempt(
  tx: Tx,
  { delivery, startedAt, exchange }: Attempted,
  attempt: number
): Promise<void> {
  const { durationMs, status, error, answer } = exchange
  const deliveryId = delivery.id
  await insertAttempt(tx, { deliveryId, attempt, startedAt, durationMs, status, error, answer })
}

async function giveUp(
  tx: Tx,
  { alerts }: OutcomeParts,
  { delivery, exchange }: Attempted
): Promise<void> {
  await failDelivery(tx, delivery.id)
  const host = hostOf(delivery.url)
  const reason = exchange.error ?? `it answered ${exchange.status}`
  await alerts.raise(tx, [
    {
      kind: 'webhook.delivery-failed',
      subjectType: 'webhookSubscription',
      subjectId: delivery.subscriptionId,
      message: `${host} was not told of ${delivery.type} in any attempt: ${reason}`,
      fields: { host, type: delivery.type, reason }
    }
  ])
}
