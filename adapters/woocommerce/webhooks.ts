import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { PushHint, WebhookHeaders } from '#core/channel/client'
import { parseLossless } from '#core/channel/reading'
import type { WooClient } from './client.ts'
import { WooRefusal } from './errors.ts'
import { pageMax } from './pages.ts'
import type { WireWebhook } from './wire.ts'

/** What the shop calls us for. */
export const topics = ['order.created', 'order.updated', 'order.deleted'] as const

/**
 * Has the shop call us. One that it has switched off after failures, or that signs with an older
 * secret, is put right; what others have at other addresses stays.
 */
export async function subscribe(client: WooClient, callbackUrl: string): Promise<void> {
  const { rows } = await client.page<WireWebhook>({
    operation: 'listWebhooks',
    path: 'webhooks',
    query: { per_page: pageMax, status: 'all' }
  })
  for (const topic of topics) {
    const there = rows.find((one) => one.delivery_url === callbackUrl && one.topic === topic)
    if (there && there.status !== 'active') {
      const { id, status } = there
      client.io.log.warn({ topic, id, status }, 'the shop has switched a webhook off: set active')
    }
    const body = {
      name: `Shopkeeper ${topic}`,
      topic,
      delivery_url: callbackUrl,
      secret: client.account.webhookSecret,
      status: 'active'
    }
    await client.call(
      there
        ? { operation: 'updateWebhook', method: 'PUT', path: `webhooks/${there.id}`, body }
        : { operation: 'createWebhook', method: 'POST', path: 'webhooks', body }
    )
  }
}

/** The signature of a delivery: base64 of HMAC-SHA256 over the bytes of its body. */
export function webhookSignature(rawBody: Buffer, secret: string): string {
  return createHmac('sha256', secret).update(rawBody).digest('base64')
}

/**
 * Checks a delivery and reads what it hints at. The question that the shop asks of a new address is
 * not signed: exactly that one passes, and says nothing. Errors: WooRefusal when it is not genuine.
 */
export function verify(
  { account }: WooClient,
  rawBody: Buffer,
  headers: WebhookHeaders
): PushHint[] {
  const signature = headers['x-wc-webhook-signature']
  if (signature === undefined && isPing(rawBody)) return []
  const given = Buffer.from(signature ?? '')
  const wanted = Buffer.from(webhookSignature(rawBody, account.webhookSecret))
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
    throw notGenuine('its signature is not of this shop')
  }
  const { 'x-wc-webhook-topic': topic, 'x-wc-webhook-delivery-id': delivery } = headers
  if (!topic || !delivery) throw notGenuine('it has no topic or no delivery')
  const { id } = parseLossless(rawBody.toString('utf8')) as { id?: unknown }
  // The shop makes the id of a delivery of the webhook and the second: two orders may share one.
  const content = createHash('sha256').update(rawBody).digest('hex').slice(0, 16)
  const externalId = typeof id === 'number' ? String(id) : null
  return [{ deliveryId: `${delivery}:${content}`, topic, externalId }]
}

function isPing(rawBody: Buffer): boolean {
  return rawBody.length <= 40 && /^webhook_id=\d{1,20}$/.test(rawBody.toString('latin1'))
}

function notGenuine(why: string): WooRefusal {
  const message = `a webhook that is not genuine: ${why}`
  return new WooRefusal(0, { code: 'WEBHOOK_NOT_GENUINE', message })
}
