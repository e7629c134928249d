import { newId } from '#core/ids'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import { insertDeliveries } from './repository/deliveries.ts'
import type { WebhookDeliveryRow, WebhookMessageRow } from './tables.ts'

/**
 * Puts occurrences of an event on their way: a message for each, a delivery for each message and subscription, and a
 * job for each delivery, in three statements whatever their number.
 */
export async function putOnWay(
  tx: Tx,
  event: { type: string; batch: readonly unknown[] },
  subscriptionIds: readonly string[]
): Promise<WebhookDeliveryRow[]> {
  const messages = event.batch.map((data) => toMessage(event.type, data, tx.now))
  const deliveries = subscriptionIds.flatMap((subscriptionId) =>
    messages.map((message) => toDelivery(event.type, message, subscriptionId))
  )
  await insertDeliveries(tx, messages, deliveries)
  await enqueueDeliveries(tx, deliveries)
  return deliveries
}

/** Wakes or makes the jobs of deliveries, for now or for later. */
export async function enqueueDeliveries(
  tx: Tx,
  deliveries: readonly Pick<WebhookDeliveryRow, 'id' | 'subscriptionId'>[],
  runAt: Instant = tx.now
): Promise<void> {
  await tx.enqueue(
    'webhooks.deliver',
    deliveries.map(({ id, subscriptionId }) => ({
      payload: { deliveryId: id, subscriptionId },
      runAt
    }))
  )
}

function toMessage(type: string, data: unknown, now: Instant): WebhookMessageRow {
  const body = JSON.stringify({ type, timestamp: now, data })
  return { id: newId('msg'), body, createdAt: now }
}

function toDelivery(
  type: string,
  { id: messageId, createdAt }: WebhookMessageRow,
  subscriptionId: string
): WebhookDeliveryRow {
  return {
    id: newId('dlv'),
    subscriptionId,
    messageId,
    type,
    state: 'pending',
    attempts: 0,
    step: 0,
    nextAttemptAt: createdAt,
    createdAt,
    finishedAt: null
  }
}
