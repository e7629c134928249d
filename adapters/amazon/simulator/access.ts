import { randomBytes } from 'node:crypto'
import type { Clock } from '#core/time'
import { Refusal, unauthorized } from './refusal.ts'

const tokenTtlMs = 3_600_000

/** Login with Amazon: who may call, and until when. */
export class Access {
  readonly clientId = `amzn1.application-oa2-client.${randomBytes(16).toString('hex')}`
  readonly clientSecret = `amzn1.oa2-cs.v1.${randomBytes(32).toString('hex')}`
  refreshToken = `Atzr|${randomBytes(32).toString('base64url')}`
  isRevoked = false
  readonly #clock: Clock
  readonly #expiresMs = new Map<string, number>()
  readonly #codes = new Set<string>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Gives a token for a refresh token or a code. Errors: Refusal in the words of Login with
   * Amazon.
   */
  grant(form: Record<string, string>): object {
    if (form.client_id !== this.clientId || form.client_secret !== this.clientSecret) {
      throw new Refusal(401, { code: 'invalid_client', message: 'Client authentication failed' })
    }
    const isOurs =
      form.grant_type === 'authorization_code'
        ? this.#codes.delete(form.code ?? '')
        : form.grant_type === 'refresh_token' && form.refresh_token === this.refreshToken
    if (this.isRevoked || !isOurs) {
      const message = 'The request has an invalid grant parameter : refresh_token'
      throw new Refusal(400, { code: 'invalid_grant', message })
    }
    const token = `Atza|${randomBytes(32).toString('base64url')}`
    this.#expiresMs.set(token, this.#clock.ms() + tokenTtlMs)
    return {
      access_token: token,
      refresh_token: this.refreshToken,
      token_type: 'bearer',
      expires_in: tokenTtlMs / 1000
    }
  }

  /** The seller says yes: a code that is good once. */
  consent(): string {
    const code = randomBytes(10).toString('hex')
    this.#codes.add(code)
    this.isRevoked = false
    return code
  }

  /** Errors: Refusal when the token is none, or good no longer. */
  check(token: string | undefined): void {
    if (token === undefined) throw unauthorized('Access token is missing in the request header.')
    const expiresMs = this.#expiresMs.get(token)
    if (expiresMs === undefined || this.isRevoked) {
      throw unauthorized('The access token you provided is revoked, malformed or invalid.')
    }
    if (expiresMs <= this.#clock.ms()) {
      throw unauthorized('The access token you provided has expired.')
    }
  }

  /** Whether a fault has ended it: whoever calls with it still, meets that fault too. */
  isEnded(token: string | undefined): boolean {
    return token !== undefined && this.#expiresMs.get(token) === 0
  }

  expire(token: string | undefined): void {
    if (token !== undefined && this.#expiresMs.has(token)) this.#expiresMs.set(token, 0)
  }
}
