import { type RawBuilder, sql } from 'kysely'
import { insertAll } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type {
  WebhookAttemptRow,
  WebhookDeliveryRow,
  WebhookMessageRow,
  WebhookSubscriptionRow
} from '../tables.ts'

/** Writes messages and their deliveries, each in one statement. */
export async function insertDeliveries(
  tx: Tx,
  messages: readonly WebhookMessageRow[],
  deliveries: readonly WebhookDeliveryRow[]
): Promise<void> {
  await insertAll(tx, 'webhookMessages', messages)
  await insertAll(tx, 'webhookDeliveries', deliveries)
}

/** A delivery with all that is needed to make an attempt. */
export interface DueDelivery
  extends Pick<
    WebhookSubscriptionRow,
    'url' | 'secret' | 'previousSecret' | 'previousSecretUntil' | 'failingSince'
  > {
  id: string
  subscriptionId: string
  messageId: string
  type: string
  body: string
  /** False: the subscription is disabled, or deleted. */
  isWanted: boolean
}

/** The delivery with an id, when it is pending. */
export async function findDue(tx: Tx, id: string): Promise<DueDelivery | undefined> {
  const { rows } = await sql<Omit<DueDelivery, 'isWanted'> & { subscriptionState: string | null }>`
    select d.id, d.subscription_id, d.message_id, d.type, m.body, s.url, s.secret, s.previous_secret,
      s.previous_secret_until, s.failing_since, s.state as subscription_state
    from webhook_deliveries d
    join webhook_messages m on m.id = d.message_id
    left join webhook_subscriptions s on s.id = d.subscription_id
    where d.id = ${id} and d.state = 'pending'`.execute(tx)
  const [row] = rows
  return row && { ...row, isWanted: row.subscriptionState === 'enabled' }
}

/** Adds a failed attempt to a delivery and locks it. */
export async function countFailure(tx: Tx, id: string): Promise<WebhookDeliveryRow | undefined> {
  const { rows } = await sql<WebhookDeliveryRow>`update webhook_deliveries
    set attempts = attempts + 1, step = step + 1 where id = ${id} returning *`.execute(tx)
  return rows[0]
}

/** Adds the attempt that succeeded. */
export async function countSuccess(tx: Tx, id: string): Promise<WebhookDeliveryRow | undefined> {
  const { rows } = await sql<WebhookDeliveryRow>`update webhook_deliveries
    set attempts = attempts + 1, step = step + 1, state = 'succeeded', next_attempt_at = null,
      finished_at = ${tx.now} where id = ${id} returning *`.execute(tx)
  return rows[0]
}

export async function insertAttempt(tx: Tx, attempt: WebhookAttemptRow): Promise<void> {
  await insertAll(tx, 'webhookAttempts', [attempt])
}

/** Plans the next attempt. */
export async function planNext(tx: Tx, id: string, at: Instant): Promise<void> {
  await sql`update webhook_deliveries set next_attempt_at = ${at} where id = ${id}`.execute(tx)
}

/** Gives up a delivery that is pending. */
export function failDelivery(tx: Tx, id: string): Promise<void> {
  return failWhere(tx, sql`id = ${id}`)
}

/** Gives up all that is on its way to a subscription. */
export function failPending(tx: Tx, subscriptionId: string): Promise<void> {
  return failWhere(tx, sql`subscription_id = ${subscriptionId}`)
}

async function failWhere(tx: Tx, condition: RawBuilder<unknown>): Promise<void> {
  await sql`update webhook_deliveries set state = 'failed', next_attempt_at = null, finished_at = ${tx.now}
    where state = 'pending' and ${condition}`.execute(tx)
}

/** Puts one delivery on its way again from the first step, whatever became of it. */
export async function restart(tx: Tx, id: string): Promise<WebhookDeliveryRow | undefined> {
  const [row] = await restartWhere(tx, sql`id = ${id}`)
  return row
}

/** Puts failed deliveries on their way again, the oldest first. */
export function restartFailed(
  tx: Tx,
  failed: { subscriptionId: string; since: Instant; limit: number }
): Promise<WebhookDeliveryRow[]> {
  const oldest = sql`select id from webhook_deliveries where state = 'failed'
    and subscription_id = ${failed.subscriptionId} and created_at >= ${failed.since}
    order by created_at, id limit ${failed.limit}`
  return restartWhere(tx, sql`id in (${oldest})`)
}

async function restartWhere(tx: Tx, condition: RawBuilder<unknown>): Promise<WebhookDeliveryRow[]> {
  const { rows } =
    await sql<WebhookDeliveryRow>`update webhook_deliveries set state = 'pending', step = 0,
    next_attempt_at = ${tx.now}, finished_at = null where ${condition} returning *`.execute(tx)
  return rows
}

/** Whether a subscription has deliveries that were given up, made at or after an instant. */
export async function hasFailed(tx: Tx, subscriptionId: string, since: Instant): Promise<boolean> {
  const { rows } = await sql`select 1 from webhook_deliveries where state = 'failed'
    and subscription_id = ${subscriptionId} and created_at >= ${since} limit 1`.execute(tx)
  return rows.length > 0
}
