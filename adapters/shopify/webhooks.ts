import { createHmac, timingSafeEqual } from 'node:crypto'
import type { PushHint, WebhookHeaders } from '#core/channel/client'
import { parseLossless } from '#core/channel/reading'
import { instantMs } from '#core/time'
import type { ShopifyClient } from './client.ts'
import { listSubscriptions, subscribeTo } from './documents/webhooks.ts'
import { ShopifyRefusal } from './errors.ts'
import type { WireUserErrors } from './wire.ts'

/** What Shopify calls us for, as the header of a delivery writes it. */
export const topics = ['orders/create', 'orders/updated', 'orders/cancelled', 'refunds/create']

/** Shopify tries a delivery for four hours, with the time of the event; what is older is not from it. */
const ageMaxMs = 6 * 3_600_000
/** How far its clock may be ahead of ours. */
const aheadMaxMs = 10 * 60_000

/** Subscribes to what is not subscribed to at this address. Deliveries hold ids and nothing of a buyer. */
export async function subscribe(client: ShopifyClient, callbackUrl: string): Promise<void> {
  const wanted = topics.map((topic) => topic.toUpperCase().replace('/', '_'))
  const { webhookSubscriptions } = await client.call<{
    webhookSubscriptions: { nodes: { topic: string }[] }
  }>(listSubscriptions, { topics: wanted, uri: callbackUrl })
  const there = new Set(webhookSubscriptions.nodes.map(({ topic }) => topic))
  for (const topic of wanted.filter((topic) => !there.has(topic))) {
    const { webhookSubscriptionCreate } = await client.call<{
      webhookSubscriptionCreate: WireUserErrors
    }>(subscribeTo, {
      topic,
      webhookSubscription: {
        uri: callbackUrl,
        format: 'JSON',
        includeFields: topic.startsWith('ORDERS_') ? ['id', 'updated_at'] : ['id', 'order_id']
      }
    })
    const [error] = webhookSubscriptionCreate.userErrors
    if (error) throw new ShopifyRefusal('SUBSCRIPTION_REFUSED', `${topic}: ${error.message}`)
  }
}

/** The signature of a delivery: base64 of HMAC-SHA256 over the bytes of its body. */
export function webhookSignature(rawBody: Buffer, clientSecret: string): string {
  return createHmac('sha256', clientSecret).update(rawBody).digest('base64')
}

/** Checks a delivery and reads what it hints at. Errors: ShopifyRefusal when it is not genuine. */
export function verify(
  { account, io }: ShopifyClient,
  rawBody: Buffer,
  headers: WebhookHeaders
): PushHint[] {
  const given = Buffer.from(headers['x-shopify-hmac-sha256'] ?? '')
  const wanted = Buffer.from(webhookSignature(rawBody, account.clientSecret))
  const isSigned = given.length === wanted.length && timingSafeEqual(given, wanted)
  if (!isSigned) throw notGenuine('its signature is not of this app')
  if (headers['x-shopify-shop-domain'] !== account.shop) throw notGenuine('it is of another shop')
  const { 'x-shopify-topic': topic, 'x-shopify-event-id': eventId } = headers
  if (!topic || !eventId) throw notGenuine('it has no topic or no event')
  const ageMs = io.clock.ms() - instantMs(headers['x-shopify-triggered-at'] ?? '')
  if (ageMs > ageMaxMs || ageMs < -aheadMaxMs) throw notGenuine('its time is not of now')
  const body = parseLossless(rawBody.toString('utf8')) as { id?: unknown; order_id?: unknown }
  const id = topic.startsWith('orders/') ? body.id : body.order_id
  const externalId = id === undefined || id === null ? null : String(id)
  // One event may be told under several topics, each of which is a delivery of its own.
  return [{ deliveryId: `${topic}:${eventId}`, topic, externalId }]
}

function notGenuine(why: string): ShopifyRefusal {
  return new ShopifyRefusal('WEBHOOK_NOT_GENUINE', `a webhook that is not genuine: ${why}`)
}
