import { openSecret } from './secrets.ts'
import type {
  WebhookAttemptRow,
  WebhookDeliveryRow,
  WebhookMessageRow,
  WebhookSubscriptionRow
} from './tables.ts'

/** A subscription as it is answered: without its secrets. */
export function toSubscription(row: WebhookSubscriptionRow) {
  const { secret: _, previousSecret: __, events, ...rest } = row
  return { ...rest, events: JSON.parse(events) as string[] }
}

/** A subscription with its secret, for the answer that shows it once. */
export function withSecret(row: WebhookSubscriptionRow, encryptionKey: Buffer | undefined) {
  return { ...toSubscription(row), secret: openSecret(row.secret, row.id, encryptionKey) }
}

export function toDelivery({ step: _, ...delivery }: WebhookDeliveryRow) {
  return delivery
}

/** A delivery with its payload and its attempts. */
export function toDeliveryWithAttempts(
  delivery: WebhookDeliveryRow,
  message: WebhookMessageRow,
  attempts: readonly WebhookAttemptRow[]
) {
  const payload = JSON.parse(message.body) as unknown
  const attemptLog = attempts.map(({ deliveryId: _, ...attempt }) => attempt)
  return { ...toDelivery(delivery), payload, attemptLog }
}
