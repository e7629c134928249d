import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Tx } from '#core/transaction'
import type { WebhookSubscriptionRow } from '../tables.ts'

/** The subscription with an id. */
export function findSubscription(
  db: Reader,
  id: string
): Promise<WebhookSubscriptionRow | undefined> {
  return db.selectFrom('webhookSubscriptions').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Subscriptions that hear of events now. */
export async function enabledSubscriptions(
  tx: Tx
): Promise<{ id: string; events: readonly string[] }[]> {
  const rows = await tx
    .selectFrom('webhookSubscriptions')
    .select(['id', 'events'])
    .where('state', '=', 'enabled')
    .orderBy('id')
    .execute()
  return rows.map(({ id, events }) => ({ id, events: JSON.parse(events) }))
}

/**
 * Changes a subscription and counts its version up. Shape: the new row; undefined when there is none, or it is not at
 * the expected version.
 */
export function updateSubscription(
  tx: Tx,
  id: string,
  changed: Partial<WebhookSubscriptionRow>,
  expectedVersion?: number
): Promise<WebhookSubscriptionRow | undefined> {
  let query = tx
    .updateTable('webhookSubscriptions')
    .set({ ...changed, updatedAt: tx.now })
    .set((eb) => ({ version: eb('version', '+', 1) }))
    .where('id', '=', id)
  if (expectedVersion !== undefined) query = query.where('version', '=', expectedVersion)
  return query.returningAll().executeTakeFirst()
}

/** Notes that an attempt failed, and locks the subscription. Shape: undefined when it is deleted. */
export async function noteFailure(tx: Tx, id: string): Promise<WebhookSubscriptionRow | undefined> {
  const { rows } = await sql<WebhookSubscriptionRow>`update webhook_subscriptions
    set failing_since = coalesce(failing_since, ${tx.now}) where id = ${id} returning *`.execute(tx)
  return rows[0]
}

/** Notes that an attempt succeeded after some had failed. */
export async function noteRecovery(tx: Tx, id: string): Promise<void> {
  await sql`update webhook_subscriptions set failing_since = null
    where id = ${id} and failing_since is not null`.execute(tx)
}

/** Forgets secrets that do not sign any more. */
export async function forgetPreviousSecrets(tx: Tx): Promise<void> {
  await sql`update webhook_subscriptions set previous_secret = null, previous_secret_until = null
    where previous_secret_until <= ${tx.now}`.execute(tx)
}
