import { createHmac, randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Clock } from '#core/time'
import { Refusal } from './refusal.ts'

const skewMaxSeconds = 15 * 60
const named = ['consumer_key', 'timestamp', 'nonce', 'signature', 'signature_method']

/** A request as far as it says who calls. */
export interface Caller {
  method: string
  /** With the query. */
  url: string
  headers: IncomingHttpHeaders
}

/** Keys of the simulated shop: who may call. */
export class Access {
  consumerKey = `ck_${randomBytes(20).toString('hex')}`
  consumerSecret = `cs_${randomBytes(20).toString('hex')}`
  isRevoked = false
  readonly #clock: Clock
  readonly #nonces = new Set<string>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Makes new keys, as when the owner approves them. */
  grant(): { consumer_key: string; consumer_secret: string } {
    this.consumerKey = `ck_${randomBytes(20).toString('hex')}`
    this.consumerSecret = `cs_${randomBytes(20).toString('hex')}`
    this.isRevoked = false
    return { consumer_key: this.consumerKey, consumer_secret: this.consumerSecret }
  }

  /** The key itself counts over HTTPS alone, as a proxy in front tells. Errors: Refusal. */
  check(caller: Caller): void {
    const isSsl = caller.headers['x-forwarded-proto'] === 'https'
    const { authorization = '' } = caller.headers
    if (isSsl && authorization.startsWith('Basic ')) this.#checkBasic(authorization)
    else this.#checkSignature(caller, isSsl)
  }

  #checkBasic(authorization: string): void {
    const [key, secret] = Buffer.from(authorization.slice(6), 'base64').toString('utf8').split(':')
    if (key !== this.consumerKey || this.isRevoked) throw nobody()
    if (secret !== this.consumerSecret) throw unauthenticated('Consumer secret is invalid.')
  }

  #checkSignature({ method, url, headers }: Caller, isSsl: boolean): void {
    const { pathname, searchParams } = new URL(url, `http://${headers.host}`)
    const given = new Map(searchParams)
    const missing = named.filter((name) => !given.get(`oauth_${name}`))
    if (missing.length === named.length) throw nobody()
    if (missing.length > 0) {
      const code = 'woocommerce_rest_authentication_missing_parameter'
      throw new Refusal(401, code, `Missing OAuth parameters ${missing.join(', ')}`)
    }
    if (given.get('oauth_consumer_key') !== this.consumerKey || this.isRevoked) {
      throw unauthenticated('Consumer key is invalid.')
    }
    const signature = given.get('oauth_signature')
    given.delete('oauth_signature')
    const pairs = [...given]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${twice(name)}%3D${twice(value)}`)
    const address = raw(`${isSsl ? 'https' : 'http'}://${headers.host}${pathname}`)
    const wanted = createHmac('sha256', `${this.consumerSecret}&`)
      .update(`${method}&${address}&${pairs.join('%26')}`)
      .digest('base64')
    const isSha256 = given.get('oauth_signature_method') === 'HMAC-SHA256'
    if (!isSha256 || signature !== wanted) {
      throw unauthenticated('Invalid signature - provided signature does not match.')
    }
    this.#checkTime(Number(given.get('oauth_timestamp')), given.get('oauth_nonce')!)
  }

  #checkTime(seconds: number, nonce: string): void {
    const skew = Math.abs(this.#clock.ms() / 1000 - seconds)
    if (!(skew <= skewMaxSeconds)) throw unauthenticated('Invalid timestamp.')
    if (this.#nonces.has(nonce)) {
      throw unauthenticated('Invalid nonce - nonce has already been used.')
    }
    this.#nonces.add(nonce)
  }
}

function unauthenticated(message: string): Refusal {
  return new Refusal(401, 'woocommerce_rest_authentication_error', message)
}

function nobody(): Refusal {
  return new Refusal(401, 'woocommerce_rest_cannot_view', 'Sorry, you cannot list resources.')
}

function raw(text: string): string {
  const hex = (mark: string) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`
  return encodeURIComponent(text).replace(/[!'()*]/g, hex)
}

function twice(text: string): string {
  return raw(raw(text))
}
