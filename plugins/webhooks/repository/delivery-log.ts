import type { Reader } from '#core/database/db'
import type { WebhookAttemptRow, WebhookDeliveryRow, WebhookMessageRow } from '../tables.ts'

/** Attempts of one delivery that are shown; replays may add any number. */
const attemptsMax = 100

/** A delivery with its message and its newest attempts, the newest first. */
export async function readDelivery(
  db: Reader,
  id: string
): Promise<
  | { delivery: WebhookDeliveryRow; message: WebhookMessageRow; attempts: WebhookAttemptRow[] }
  | undefined
> {
  const delivery = await db
    .selectFrom('webhookDeliveries')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst()
  const message =
    delivery &&
    (await db
      .selectFrom('webhookMessages')
      .selectAll()
      .where('id', '=', delivery.messageId)
      .executeTakeFirst())
  if (!delivery || !message) return undefined
  const attempts = await db
    .selectFrom('webhookAttempts')
    .selectAll()
    .where('deliveryId', '=', id)
    .orderBy('attempt', 'desc')
    .limit(attemptsMax)
    .execute()
  return { delivery, message, attempts }
}
