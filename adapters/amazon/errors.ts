import { type Classification, classifyUnknown } from '#core/channel/classify'
import type { Failures } from '#core/channel/in-turn'
import type { ItemOutcome, RejectionClass } from '#core/channel/writes'
import { ShopkeeperError } from '#core/errors'

/** A failure as Amazon tells it: the first of its list of errors. */
export class AmazonRefusal extends Error {
  readonly status: number
  readonly code: string
  readonly details: string
  readonly retryAfterMs: number

  constructor(
    status: number,
    error: { code: string; message: string; details?: string | undefined },
    retryAfterMs = 0
  ) {
    const { code, message, details = '' } = error
    super(details === '' || details === message ? message : `${message} (${details})`)
    this.name = 'AmazonRefusal'
    this.status = status
    this.code = code
    this.details = details
    this.retryAfterMs = retryAfterMs
  }
}

const throttling = new Set(['QuotaExceeded', 'RateLimited', 'TooManyRequests', 'Throttled'])
const passing = new Set([
  'InternalFailure',
  'InternalError',
  'ServiceUnavailable',
  'server_error',
  'temporarily_unavailable',
  'UNREADABLE'
])
/** Login with Amazon's words for what only a person can mend, and how. */
const broken: Readonly<Record<string, string>> = {
  invalid_grant:
    'the seller has withdrawn the permission, or the refresh token is wrong: ask again',
  invalid_client: 'clientId or clientSecret is wrong: copy both from the application',
  unauthorized_client: 'the application may not do this: check its roles and its client',
  access_denied: 'the seller said no: ask again',
  CONSENT_REFUSED: 'the consent is not one that we asked for: begin anew'
}

/** What to do about a failure, by Amazon's own code; its HTTP status only where it has none. */
export function classify(error: unknown): Classification {
  if (error instanceof ShopkeeperError) {
    return { action: 'rejected', code: error.code, reason: error.message }
  }
  if (!(error instanceof AmazonRefusal)) return classifyUnknown(error)
  const { code, status, message: reason } = error
  if (throttling.has(code)) {
    return { action: 'rateLimited', retryAfterMs: error.retryAfterMs, reason }
  }
  if (code === 'Unauthorized') return classifyUnauthorized(error)
  const fix = broken[code]
  if (fix !== undefined) return { action: 'fatal', reason: `${reason}: ${fix}` }
  if (passing.has(code) || status >= 500) return { action: 'retry', reason }
  return { action: 'rejected', code, reason }
}

/** One code stands for a token that has ended and for a permission that was never there. */
function classifyUnauthorized({ details, message }: AmazonRefusal): Classification {
  if (/access token/i.test(details)) return { action: 'refreshToken', reason: message }
  const fix = 'check the roles of the application, the region, and the permission of the seller'
  return { action: 'fatal', reason: `${message}: ${fix}` }
}

const classes: Readonly<Record<number, RejectionClass>> = { 404: 'gone', 409: 'conflict' }

/**
 * What became of an item whose call failed by its own fault; null: the failure is not about the
 * item.
 */
export function refusedItem(error: unknown): ItemOutcome | null {
  const verdict = classify(error)
  if (verdict.action !== 'rejected') return null
  if (error instanceof ShopkeeperError && error.retryable) return null
  const kind = error instanceof AmazonRefusal ? (classes[error.status] ?? 'input') : 'input'
  return { status: 'rejected', code: verdict.code, reason: verdict.reason, class: kind }
}

/** How failures of a batch are read. */
export const failures: Failures = { classify, refusedItem }
