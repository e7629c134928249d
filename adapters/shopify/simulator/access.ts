import { randomBytes } from 'node:crypto'
import type { Clock } from '#core/time'
import { HttpRefusal, OauthRefusal } from './refusal.ts'

const hourMs = 3_600_000
const refreshTtlMs = 90 * 24 * hourMs

interface Refresh {
  token: string
  /** What it replaced: good until this one is used. */
  before: string | null
}

/** Who may call, and until when. */
export class Access {
  readonly clientId = randomBytes(16).toString('hex')
  readonly clientSecret = `shpss_${randomBytes(16).toString('hex')}`
  isRevoked = false
  readonly #clock: Clock
  readonly #expiresMs = new Map<string, number>()
  readonly #codes = new Set<string>()
  #refresh: Refresh | null = null

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Gives a token for a code, for a refresh token, or for the app's secret. Errors: OauthRefusal. */
  grant(form: Record<string, string>): object {
    if (form.client_id !== this.clientId) {
      throw new OauthRefusal('application_cannot_be_found', 'Application cannot be found')
    }
    if (form.client_secret !== this.clientSecret) {
      throw new OauthRefusal('invalid_client', 'Client authentication failed')
    }
    if (this.isRevoked) throw new OauthRefusal('app_not_installed', 'The app is not installed')
    if (form.grant_type === 'client_credentials') return this.#token(24 * hourMs - 1000)
    if (form.grant_type === 'refresh_token') return this.#refreshed(form.refresh_token ?? '')
    if (!this.#codes.delete(form.code ?? '')) {
      throw new OauthRefusal('invalid_request', 'The authorization code was not found or used')
    }
    return form.expiring === '1' ? this.#expiring(null) : this.#token(null)
  }

  /** The owner says yes: a code that is good once. */
  consent(): string {
    const code = randomBytes(16).toString('hex')
    this.#codes.add(code)
    this.isRevoked = false
    return code
  }

  /** A token of a custom app, which does not end. */
  fixedToken(): string {
    return this.#token(null).access_token
  }

  /** Errors: HttpRefusal when the token is none, or good no longer. */
  check(token: string): void {
    const expiresMs = this.#expiresMs.get(token)
    const isGood = expiresMs !== undefined && expiresMs > this.#clock.ms() && !this.isRevoked
    if (isGood) return
    const text = '[API] Invalid API key or access token (unrecognized login or wrong password)'
    throw new HttpRefusal(401, text)
  }

  /** Whether a fault has ended it: whoever calls with it still, meets that fault too. */
  isEnded(token: string): boolean {
    return this.#expiresMs.get(token) === 0
  }

  expire(token: string): void {
    if (this.#expiresMs.has(token)) this.#expiresMs.set(token, 0)
  }

  #refreshed(given: string): object {
    const current = this.#refresh
    if (given !== '' && given === current?.token) return this.#expiring(given)
    if (given !== '' && given === current?.before) return this.#expiring(given)
    throw new OauthRefusal('invalid_request', 'This request requires an active refresh_token')
  }

  #expiring(before: string | null): object {
    const token = `shprt_${randomBytes(16).toString('hex')}`
    this.#refresh = { token, before }
    return {
      ...this.#token(hourMs),
      refresh_token: token,
      refresh_token_expires_in: refreshTtlMs / 1000
    }
  }

  #token(ttlMs: number | null): { access_token: string } {
    const token = `shpat_${randomBytes(16).toString('hex')}`
    this.#expiresMs.set(token, ttlMs === null ? Number.POSITIVE_INFINITY : this.#clock.ms() + ttlMs)
    return {
      access_token: token,
      ...(ttlMs !== null && { expires_in: ttlMs / 1000 })
    }
  }
}
