import type { Alerts } from '#core/alerts/types'
import { NotFound } from '#core/http/errors'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import { enqueueDeliveries } from './put-on-way.ts'
import { hasFailed, restart, restartFailed } from './repository/deliveries.ts'
import { assertEnabled } from './subscriptions.ts'
import type { WebhookDeliveryRow } from './tables.ts'

/** Most deliveries that one call puts on their way again. */
const replayedMax = 1000
/** Before any delivery. */
const ever: Instant = '0000-01-01T00:00:00.000Z'

/**
 * Puts one delivery on its way again, under the `webhook-id` it had, with the whole schedule before it.
 * Errors: NOT_FOUND, WEBHOOK_DISABLED.
 */
export async function replayOne(tx: Tx, alerts: Alerts, id: string): Promise<WebhookDeliveryRow> {
  const row = await restart(tx, id)
  if (!row) throw new NotFound({ what: 'webhook delivery', id })
  await assertEnabled(tx, row.subscriptionId)
  await resume(tx, alerts, [row])
  return row
}

/** Puts failed deliveries on their way again that were made since an instant. Errors: as `replayOne`. */
export async function replayFailed(
  tx: Tx,
  alerts: Alerts,
  { subscriptionId, since }: { subscriptionId: string; since: Instant }
): Promise<{ replayed: number; isMore: boolean }> {
  await assertEnabled(tx, subscriptionId)
  const rows = await restartFailed(tx, { subscriptionId, since, limit: replayedMax })
  await resume(tx, alerts, rows)
  return { replayed: rows.length, isMore: await hasFailed(tx, subscriptionId, since) }
}

async function resume(tx: Tx, alerts: Alerts, rows: readonly WebhookDeliveryRow[]): Promise<void> {
  const subjectId = rows[0]?.subscriptionId
  if (subjectId === undefined) return
  await enqueueDeliveries(tx, rows)
  const subjectType = 'webhookSubscription'
  const after = { deliveries: rows.length }
  tx.audit([{ action: 'webhook.replay', subjectType, subjectId, after }])
  if (await hasFailed(tx, subjectId, ever)) return
  await alerts.clear(tx, [{ kind: 'webhook.delivery-failed', subjectType, subjectId }])
}
