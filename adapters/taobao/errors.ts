import { type Classification, classifyUnknown } from '#core/channel/classify'
import type { Failures } from '#core/channel/in-turn'
import type { ItemOutcome, RejectionClass } from '#core/channel/writes'
import { ShopkeeperError } from '#core/errors'
import type { WireError } from './wire.ts'

/** A failure as the gateway tells it, always with HTTP 200. */
export class TopRefusal extends Error {
  readonly code: number
  readonly subCode: string
  /** `msg` is the gateway's word, `sub_msg` that of the service behind it. */
  readonly subMessage: string

  constructor(operation: string, { code, msg = '', sub_code, sub_msg, request_id }: WireError) {
    const told = [sub_msg ?? msg, `(${[code, sub_code].filter(Boolean).join(' ')})`]
    const place = request_id === undefined ? operation : `${operation}, request ${request_id}`
    super(`${told.join(' ')} in ${place}`)
    this.name = 'TopRefusal'
    this.code = Number(code)
    this.subCode = sub_code ?? ''
    this.subMessage = sub_msg ?? ''
  }
}

/** What came is not an answer that can be read; it is asked for again. */
export function unreadable(operation: string, msg: string): TopRefusal {
  return new TopRefusal(operation, { code: 0, msg, sub_code: 'UNREADABLE' })
}

/** A seller, or whoever gives tokens, said no: only a person can make it good. */
export class AccessRefused extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.name = 'AccessRefused'
    this.code = code
  }
}

/** A throttled call that is told no time rests so long. */
const banDefaultMs = 60_000
const banPattern = /ban will last for (\d+) more second/i

/** How long a throttled call must rest; null: it was not throttled. */
export function banMsOf({ code, subCode, subMessage }: TopRefusal): number | null {
  if (code !== 7 && !/limited-by/.test(subCode)) return null
  const seconds = banPattern.exec(subMessage)?.[1]
  return seconds === undefined ? banDefaultMs : Number(seconds) * 1000
}

/** Whether a throttled call was one too many of the application, rather than of the operation. */
export function isOfAllCalls({ subCode }: TopRefusal): boolean {
  return subCode.endsWith('limited-by-app-access-count')
}

/** The gateway's codes of what only a person can mend, and how. */
const broken: Readonly<Record<number, string>> = {
  24: 'the calls are not signed',
  25: 'appSecret or signMethod is wrong: copy the App Secret of the application',
  28: 'appKey is missing',
  29: 'appKey is wrong, or the application is not in use: look at its console',
  30: 'the calls have no time'
}
/** Passes once the clock is right again; until then every call is refused. */
const invalidTimestamp = 31
const unpermitted = new Set([11, 12, 13, 42])
const passing = new Set([3, 10, 47])
const accessFixes: Readonly<Record<string, string>> = {
  invalid_client: 'appKey or appSecret is wrong: copy both from the application',
  access_denied: 'the seller said no: ask again'
}

/** What to do about a failure, by the gateway's code and the service's word. */
export function classify(error: unknown): Classification {
  if (error instanceof ShopkeeperError) {
    return { action: 'rejected', code: error.code, reason: error.message }
  }
  if (error instanceof AccessRefused) {
    const fix = accessFixes[error.code] ?? 'the seller has to give the permission again'
    return { action: 'fatal', reason: `${error.message}: ${fix}` }
  }
  if (!(error instanceof TopRefusal)) return classifyUnknown(error)
  const { code, subCode, message: reason } = error
  const retryAfterMs = banMsOf(error)
  if (retryAfterMs !== null) return { action: 'rateLimited', retryAfterMs, reason }
  if (code === 26 || code === 27 || /session/.test(subCode)) {
    return { action: 'refreshToken', reason }
  }
  const fix = broken[code]
  if (fix !== undefined) return { action: 'fatal', reason: `${reason}: ${fix}` }
  if (code === invalidTimestamp) {
    return { action: 'retry', reason: `${reason}: this machine's clock is ten minutes off: set it` }
  }
  if (unpermitted.has(code) || /permission/.test(subCode)) {
    const mend = 'ask for the API in the console of the application, and for the seller’s consent'
    return { action: 'rejected', code: 'INSUFFICIENT_PERMISSION', reason: `${reason}: ${mend}` }
  }
  if (passing.has(code) || /^isp\.|^UNREADABLE$/.test(subCode)) return { action: 'retry', reason }
  return { action: 'rejected', code: subCode || String(code), reason }
}

function classOf(error: unknown, code: string): RejectionClass {
  if (code === 'INSUFFICIENT_PERMISSION') return 'permission'
  if (isMissing(error)) return 'gone'
  return 'input'
}

/** Whether what was asked for is not there. */
export function isMissing(error: unknown): boolean {
  return error instanceof TopRefusal && /not[-_.]?(exist|found)/i.test(error.subCode)
}

/**
 * What became of an item whose call failed by its own fault; null: the failure is not about the
 * item.
 */
export function refusedItem(error: unknown): ItemOutcome | null {
  if (error instanceof ShopkeeperError && error.retryable) return null
  const verdict = classify(error)
  if (verdict.action !== 'rejected') return null
  const { code, reason } = verdict
  return { status: 'rejected', code, reason, class: classOf(error, code) }
}

/** How failures of a batch are read. */
export const failures: Failures = { classify, refusedItem }
