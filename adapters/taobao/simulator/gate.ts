import type { FaultKind } from '#core/channel/simulator'
import { type Clock, instantMs } from '#core/time'
import { toInstant } from '../map/values.ts'
import { type SignMethod, signatureOf } from '../signature.ts'
import type { Access } from './access.ts'
import { Refusal, throttled, unavailable } from './refusal.ts'

const toleranceMs = 10 * 60_000
const callsPerSecond = 10
const restDefaultMs = 2000
const banDefaultMs = 60_000

type Fields = Readonly<Record<string, string>>

/** What every call has to pass before it comes to a service. */
export class Gate {
  hasQuotas = false
  readonly #clock: Clock
  readonly #access: Access
  readonly #counts = new Map<string, { second: number; calls: number }>()
  #bannedUntilMs = 0

  constructor(clock: Clock, access: Access) {
    this.#clock = clock
    this.#access = access
  }

  /** Lets a fault happen that is about a whole call. Errors: Refusal. */
  meet(kind: FaultKind | null, restMs: number | undefined, session: string | undefined): void {
    if (kind === 'revoked') this.#access.isRevoked = true
    if (kind === 'tokenExpired') this.#access.expire(session)
    if (kind === 'banned') this.#bannedUntilMs = this.#clock.ms() + (restMs ?? banDefaultMs)
    if (kind === 'throttle') throw throttled(restMs ?? restDefaultMs)
    if (kind === 'down') throw unavailable()
    const banMs = this.#bannedUntilMs - this.#clock.ms()
    if (banMs > 0) throw throttled(banMs, 'app')
  }

  /** Checks the parameters that every call has. Errors: Refusal. */
  check(fields: Fields): void {
    const { app_key: appKey, timestamp, sign, sign_method: method } = fields
    if (!appKey) throw new Refusal(28, 'Missing app key')
    if (appKey !== this.#access.appKey) throw new Refusal(29, 'Invalid app key')
    if (!timestamp) throw new Refusal(30, 'Missing timestamp')
    if (Math.abs(timeMs(timestamp) - this.#clock.ms()) > toleranceMs) {
      throw new Refusal(31, 'Invalid timestamp')
    }
    if (fields.v !== '2.0') throw new Refusal(33, 'Invalid version')
    if (fields.format !== 'json') throw new Refusal(23, 'Invalid format')
    if (!sign) throw new Refusal(24, 'Missing signature')
    const isKnown = ['md5', 'hmac', 'hmac-sha256'].includes(method ?? '')
    const { appSecret } = this.#access
    if (!isKnown || sign !== signatureOf(fields, appSecret, method as SignMethod)) {
      throw new Refusal(25, 'Invalid signature')
    }
    this.#access.check(fields.session)
  }

  /** Counts a call. Errors: Refusal when it is one too many. */
  count(method: string): void {
    if (!this.hasQuotas) return
    const second = Math.floor(this.#clock.ms() / 1000)
    const before = this.#counts.get(method)
    const calls = before?.second === second ? before.calls + 1 : 1
    this.#counts.set(method, { second, calls })
    if (calls > callsPerSecond) throw throttled(1000)
  }
}

function timeMs(text: string): number {
  try {
    return instantMs(toInstant(text))
  } catch {
    throw new Refusal(31, 'Invalid timestamp')
  }
}
