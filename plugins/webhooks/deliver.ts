import { ShopkeeperError } from '#core/errors'
import type { JobHandler } from '#core/jobs'
import { checkDestination } from '#core/net/destination'
import { type Exchange, type ExchangeParts, post } from '#core/net/exchange'
import { signedHeaders } from '#core/net/sign'
import type { Instant } from '#core/time'
import { type OutcomeParts, recordAttempt } from './outcome.ts'
import { type DueDelivery, failDelivery, findDue } from './repository/deliveries.ts'
import { openSecret } from './secrets.ts'

export interface DeliverParts extends ExchangeParts, OutcomeParts {
  encryptionKey: Buffer | undefined
  allowPrivate: boolean
}

/**
 * Job: makes one attempt of a delivery. Killed between request and record it makes the request again; receivers know
 * it by its `webhook-id`.
 */
export function deliverJobOf(parts: DeliverParts): JobHandler<'webhooks.deliver'> {
  return async (job) => {
    const delivery = await job.transaction((tx) => findDue(tx, job.payload.deliveryId))
    if (!delivery) return
    if (!delivery.isWanted) {
      await job.complete((tx) => failDelivery(tx, delivery.id))
      return
    }
    const startedAt = parts.clock.now()
    const exchange = await attempt(parts, delivery, { startedAt, signal: job.signal })
    await job.complete((tx) => recordAttempt(tx, parts, { delivery, startedAt, exchange }))
  }
}

/** Signs and sends. What forbids sending, such as an address that is refused now, is a failed attempt. */
async function attempt(
  parts: DeliverParts,
  delivery: DueDelivery,
  { startedAt, signal }: { startedAt: Instant; signal: AbortSignal }
): Promise<Exchange> {
  try {
    checkDestination(delivery.url, parts)
    const { messageId: id, url, body } = delivery
    const signed = signedHeaders({ id, at: startedAt, body }, secretsOf(parts, delivery, startedAt))
    const headers = {
      'content-type': 'application/json',
      'user-agent': 'shopkeeper-webhooks',
      ...signed
    }
    return await post(parts, { url, headers, body }, signal)
  } catch (error) {
    if (!(error instanceof ShopkeeperError) || signal.aborted) throw error
    const nothing = { status: null, answer: '', durationMs: 0, askedMs: 0 }
    return { ...nothing, isSuccess: false, error: error.message }
  }
}

/** The secrets that sign now, the newest first. */
function secretsOf(
  { encryptionKey }: DeliverParts,
  { subscriptionId, secret, previousSecret, previousSecretUntil }: DueDelivery,
  now: Instant
): string[] {
  const isOverlap = previousSecretUntil !== null && previousSecretUntil > now
  const sealed = isOverlap && previousSecret !== null ? [secret, previousSecret] : [secret]
  return sealed.map((text) => openSecret(text, subscriptionId, encryptionKey))
}
