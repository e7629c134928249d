import { createHash, createHmac } from 'node:crypto'
import type { WebhookDelivery } from '#core/channel/simulator'
import { undici } from '#core/net/undici'
import type { WireOrder, WireWebhook } from '../wire.ts'

/** After so many failures in a row, one more switches a webhook off. */
const failuresMax = 5

interface Hook extends WireWebhook {
  secret: string
  failures: number
}

/** A delivery about an order. */
export interface Delivery {
  order: WireOrder
  how: WebhookDelivery
  atMs: number
}

/** Webhooks of the simulated shop. */
export class Webhooks {
  readonly #hooks: Hook[] = []

  list(): WireWebhook[] {
    return this.#hooks.map(shownOf)
  }

  /** Makes one, and asks its address whether it is there; what it answers changes nothing. */
  async create(wish: Partial<Hook>): Promise<WireWebhook> {
    const hook: Hook = {
      id: this.#hooks.length + 1,
      status: wish.status ?? 'active',
      topic: wish.topic ?? '',
      delivery_url: wish.delivery_url ?? '',
      secret: wish.secret ?? '',
      failures: 0
    }
    this.#hooks.push(hook)
    await this.ping(hook.delivery_url, hook.id).catch(() => 0)
    return hook
  }

  /** Changes one. The failures it has behind it stay: one more switches it off again. */
  update(id: number, wish: Partial<Hook>): WireWebhook | null {
    const hook = this.#hooks.find((one) => one.id === id)
    return hook ? shownOf(Object.assign(hook, wish)) : null
  }

  /** Sends the unsigned question to an address. Returns the status that it was answered with. */
  ping(url: string, id: number): Promise<number> {
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return send(url, headers, Buffer.from(`webhook_id=${id}`))
  }

  /**
   * Sends to the address, signed with a secret. Returns the answers' statuses; none when it is
   * switched off.
   */
  async deliver(
    url: string | null,
    secret: string,
    { order, how, atMs }: Delivery
  ): Promise<number[]> {
    const hook = this.#hooks.find((one) => one.topic === 'order.updated')
    const address = url ?? hook?.delivery_url
    if (address === undefined || (url === null && hook?.status !== 'active')) return []
    const body = Buffer.from(JSON.stringify(order))
    const key = how === 'forged' ? 'not the secret' : (hook?.secret ?? secret)
    const second = Math.floor(atMs / 1000)
    const headers = {
      'content-type': 'application/json',
      'x-wc-webhook-topic': 'order.updated',
      'x-wc-webhook-resource': 'order',
      'x-wc-webhook-event': 'updated',
      'x-wc-webhook-signature': createHmac('sha256', key).update(body).digest('base64'),
      'x-wc-webhook-id': String(hook?.id ?? 1),
      // One webhook gives two deliveries of one second the same id.
      'x-wc-webhook-delivery-id': createHash('md5')
        .update(`${hook?.id ?? 1}${second}`)
        .digest('hex')
    }
    const statuses: number[] = []
    for (let copy = 0; copy < (how === 'twice' ? 2 : 1); copy++) {
      const status = await send(address, headers, body).catch(() => 0)
      if (hook) count(hook, status)
      statuses.push(status)
    }
    return statuses
  }
}

/** A webhook as the API shows it: without its secret. */
function shownOf({ secret: _, failures: __, ...wire }: Hook): WireWebhook {
  return wire
}

function count(hook: Hook, status: number): void {
  if (status >= 200 && status < 303) hook.failures = 0
  else if (hook.failures > failuresMax) hook.status = 'disabled'
  else hook.failures++
}

async function send(url: string, headers: Record<string, string>, body: Buffer): Promise<number> {
  const answer = await undici().request(url, { method: 'POST', headers, body })
  await answer.body.dump()
  return answer.statusCode
}
