import { randomUUID } from 'node:crypto'
import type { WebhookDelivery } from '#core/channel/simulator'
import { undici } from '#core/net/undici'
import { instantAt } from '#core/time'
import { webhookSignature } from '../webhooks.ts'
import type { Shop } from './shop.ts'

const dayMs = 24 * 3_600_000

/** Sends a webhook about an order, well or in one of the ways it must not be taken. Returns the answers' statuses. */
export async function sendWebhook(
  shop: Shop,
  { url, number, delivery }: { url: string; number: string; delivery: WebhookDelivery }
): Promise<number[]> {
  const there = shop.orders.there(number)
  if (!there) throw new RangeError(`no order ${number}`)
  const body = Buffer.from(`{"id":${number},"updated_at":"${there.modifiedAt}"}`)
  const secret = delivery === 'forged' ? 'not the secret' : shop.access.clientSecret
  const atMs = shop.clock.ms() - (delivery === 'old' ? dayMs : 0)
  const headers = {
    'content-type': 'application/json',
    'x-shopify-topic': 'orders/updated',
    'x-shopify-hmac-sha256': webhookSignature(body, secret),
    'x-shopify-shop-domain': shop.domain,
    'x-shopify-webhook-id': randomUUID(),
    'x-shopify-event-id': randomUUID(),
    'x-shopify-triggered-at': instantAt(atMs)
  }
  const statuses: number[] = []
  for (let copy = 0; copy < (delivery === 'twice' ? 2 : 1); copy++) {
    const answer = await undici().request(url, { method: 'POST', headers, body })
    await answer.body.dump()
    statuses.push(answer.statusCode)
  }
  return statuses
}
