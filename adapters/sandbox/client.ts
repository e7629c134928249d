import { createHmac, timingSafeEqual } from 'node:crypto'
import type { AdapterIo } from '#core/channel/io'
import { undici } from '#core/net/undici'
import { SandboxRefusal } from './errors.ts'
import { apiVersion, type WireAnswer } from './wire.ts'

/** How far a webhook's clock may be from ours. */
const toleranceSeconds = 300

export interface SandboxCredentials {
  baseUrl: string
  apiKey: string
  webhookSecret: string
}

/** Speaks the simulated platform's protocol: tokens, envelopes, signatures. Knows no order. */
export class SandboxClient {
  readonly #credentials: SandboxCredentials
  readonly #io: AdapterIo
  #token: Promise<string> | undefined

  constructor(credentials: SandboxCredentials, io: AdapterIo) {
    this.#credentials = credentials
    this.#io = io
  }

  /** Calls one operation with a token. Errors: SandboxRefusal, or undici's when no answer came. */
  async call<Data>(operation: string, body: object): Promise<Data> {
    return this.#post<Data>(operation, body, await this.#tokenOf())
  }

  /**
   * Checks a webhook's signature over its timestamp and raw bytes. Errors: Error with the reason.
   */
  verify(
    rawBody: Buffer,
    headers: Readonly<Record<string, string | undefined>>
  ): { deliveryId: string } {
    const timestamp = headers['x-sandbox-timestamp'] ?? ''
    const signature = headers['x-sandbox-signature'] ?? ''
    const deliveryId = headers['x-sandbox-delivery'] ?? ''
    if (!/^\d{10}$/.test(timestamp)) throw new Error('no timestamp')
    const skewSeconds = Math.abs(this.#io.clock.ms() / 1000 - Number(timestamp))
    if (skewSeconds > toleranceSeconds) throw new Error('the timestamp is too far from now')
    if (!/^[\w-]{1,100}$/.test(deliveryId)) throw new Error('no delivery id')
    const expected = signatureOf(this.#credentials.webhookSecret, {
      timestamp,
      deliveryId,
      body: rawBody
    })
    const given = Buffer.from(signature)
    const wanted = Buffer.from(expected)
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) {
      throw new Error('the signature does not fit')
    }
    return { deliveryId }
  }

  /** One token for all calls of this client, asked for once. */
  #tokenOf(): Promise<string> {
    this.#token ??= this.#post<{ token: string }>('token', {
      api_key: this.#credentials.apiKey
    }).then(
      ({ token }) => token,
      (error) => {
        this.#token = undefined
        throw error
      }
    )
    return this.#token
  }

  async #post<Data>(operation: string, body: object, token?: string): Promise<Data> {
    const url = `${this.#credentials.baseUrl}/api/${apiVersion}/${operation}`
    const response = await undici().request(url, {
      method: 'POST',
      dispatcher: this.#io.http,
      headers: {
        'content-type': 'application/json',
        ...(token !== undefined && { authorization: `Bearer ${token}` })
      },
      body: JSON.stringify(body)
    })
    const { statusCode, headers } = response
    const answer = (await response.body.json().catch(() => null)) as WireAnswer<Data> | null
    if (statusCode === 429) {
      const retryAfterMs = Number(headers['retry-after'] ?? 1) * 1000
      throw new SandboxRefusal(429, 'THROTTLED', 'too many calls', retryAfterMs)
    }
    if (statusCode !== 200 || answer === null) {
      throw new SandboxRefusal(statusCode, 'SERVICE_DOWN', `HTTP ${statusCode} without an answer`)
    }
    if (answer.code !== 0) throw new SandboxRefusal(statusCode, answer.code, answer.message)
    return answer.data
  }
}

/** Signature of a webhook: HMAC-SHA256 over timestamp, delivery id and the bytes of the body. */
export function signatureOf(
  secret: string,
  { timestamp, deliveryId, body }: { timestamp: string; deliveryId: string; body: Buffer | string }
): string {
  const hmac = createHmac('sha256', secret).update(`${timestamp}.${deliveryId}.`).update(body)
  return `sha256=${hmac.digest('hex')}`
}
