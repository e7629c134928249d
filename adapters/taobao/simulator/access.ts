import { randomBytes, randomInt } from 'node:crypto'
import type { Clock } from '#core/time'
import { Refusal, TokenRefusal } from './refusal.ts'

const sessionTtlMs = 24 * 3_600_000
const refreshTtlSeconds = 30 * 24 * 3600

/**
 * Who may call, and until when. A refresh token is good once: the next one comes with the session.
 */
export class Access {
  readonly appKey = String(randomInt(10_000_000, 99_999_999))
  readonly appSecret = randomBytes(16).toString('hex')
  readonly userId = String(randomInt(1_000_000_000, 2_000_000_000))
  refreshToken = randomBytes(24).toString('hex')
  isRevoked = false
  readonly #clock: Clock
  readonly #expiresMs = new Map<string, number>()
  readonly #codes = new Set<string>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Gives a session for a refresh token or a code. Errors: TokenRefusal. */
  grant(form: Record<string, string>): object {
    if (form.client_id !== this.appKey || form.client_secret !== this.appSecret) {
      throw new TokenRefusal('invalid_client', 'client_id or client_secret is wrong')
    }
    const isOurs =
      form.grant_type === 'authorization_code'
        ? this.#codes.delete(form.code ?? '')
        : form.grant_type === 'refresh_token' && form.refresh_token === this.refreshToken
    if (this.isRevoked || !isOurs) {
      throw new TokenRefusal('invalid_grant', 'the code or the refresh token is not valid')
    }
    this.refreshToken = randomBytes(24).toString('hex')
    const session = `6${randomBytes(25).toString('hex')}`
    this.#expiresMs.set(session, this.#clock.ms() + sessionTtlMs)
    return {
      access_token: session,
      token_type: 'Bearer',
      expires_in: sessionTtlMs / 1000,
      refresh_token: this.refreshToken,
      re_expires_in: refreshTtlSeconds,
      taobao_user_id: this.userId,
      taobao_user_nick: encodeURIComponent('模拟店铺')
    }
  }

  /** The seller says yes: a code that is good once. */
  consent(): string {
    const code = randomBytes(10).toString('hex')
    this.#codes.add(code)
    this.isRevoked = false
    return code
  }

  /** Errors: Refusal when the session is none, or good no longer. */
  check(session: string | undefined): void {
    if (!session) throw new Refusal(26, 'Missing session')
    const expiresMs = this.#expiresMs.get(session)
    const refuse = (code: string) => new Refusal(27, 'Invalid session', { code, msg: code })
    if (expiresMs === undefined || this.isRevoked) throw refuse('invalid-sessionkey')
    if (expiresMs <= this.#clock.ms()) throw refuse('session-expired')
  }

  /** Whether a fault has ended it: whoever calls with it still, meets that fault too. */
  isEnded(session: string | undefined): boolean {
    return session !== undefined && this.#expiresMs.get(session) === 0
  }

  expire(session: string | undefined): void {
    if (session !== undefined && this.#expiresMs.has(session)) this.#expiresMs.set(session, 0)
  }
}
