import { setMaxListeners } from 'node:events'
import { undici } from '#core/net/undici'
import { type Clock, instantMs } from '#core/time'
import { signatureOf } from '../client.ts'
import type { WireOrder, WireWebhook } from '../wire.ts'
import type { Faults } from './faults.ts'

const retryAfterMs = [100, 1000, 5000]

/** Sends webhooks out, signed, tried again when they are not taken. */
export class WebhookSender {
  url: string | null = null
  readonly #secret: string
  readonly #clock: Clock
  readonly #faults: Faults
  readonly #stop = new AbortController()
  readonly #sending = new Set<Promise<void>>()
  #count = 0
  readonly #runTag: string

  constructor(secret: string, clock: Clock, faults: Faults) {
    this.#secret = secret
    this.#clock = clock
    this.#faults = faults
    this.#runTag = clock.ms().toString(36)
    // Each delivery that waits for its next try listens for the stop: as many as there are.
    setMaxListeners(0, this.#stop.signal)
  }

  /** Tells of an order that is new or has changed. */
  send(topic: WireWebhook['topic'], order: WireOrder): void {
    if (this.url === null || this.#faults.strikes('dropWebhook', topic)) return
    const deliveryId = `${this.#runTag}-${++this.#count}`
    const body = JSON.stringify({ topic, order_id: order.order_id, sent_at: this.#clock.now() })
    const copies = this.#faults.strikes('duplicateWebhook', topic) ? 2 : 1
    const secret = this.#faults.strikes('forgedWebhook', topic) ? 'not the secret' : this.#secret
    for (let copy = 0; copy < copies; copy++) {
      const sending = this.#deliver(deliveryId, body, secret).finally(() =>
        this.#sending.delete(sending)
      )
      this.#sending.add(sending)
    }
  }

  async stop(): Promise<void> {
    this.#stop.abort()
    await Promise.all(this.#sending)
  }

  async #deliver(deliveryId: string, body: string, secret: string): Promise<void> {
    for (const waitMs of [0, ...retryAfterMs]) {
      if (waitMs > 0) await this.#clock.sleep(waitMs, this.#stop.signal)
      if (this.#stop.signal.aborted || this.url === null) return
      if (await this.#post(deliveryId, body, secret)) return
    }
  }

  /** True: it was answered, with yes or with a final no. */
  async #post(deliveryId: string, body: string, secret: string): Promise<boolean> {
    const timestamp = String(Math.floor(instantMs(this.#clock.now()) / 1000))
    try {
      const { statusCode, body: answer } = await undici().request(this.url!, {
        method: 'POST',
        signal: this.#stop.signal,
        headers: {
          'content-type': 'application/json',
          'x-sandbox-timestamp': timestamp,
          'x-sandbox-delivery': deliveryId,
          'x-sandbox-signature': signatureOf(secret, { timestamp, deliveryId, body })
        },
        body
      })
      await answer.dump()
      return statusCode < 500 && statusCode !== 429
    } catch {
      return false
    }
  }
}
