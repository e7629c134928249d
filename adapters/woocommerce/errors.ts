import { type Classification, classifyUnknown } from '#core/channel/classify'
import { type Failures, laterOf } from '#core/channel/in-turn'
import type { ItemOutcome, RejectionClass } from '#core/channel/writes'
import { ShopkeeperError } from '#core/errors'

/** A failure as the shop tells it, or what came instead of an answer of the REST API. */
export class WooRefusal extends Error {
  readonly status: number
  readonly code: string
  /** How long the host wants to be left alone; null: it did not say. */
  readonly retryAfterMs: number | null
  /** What the failure is about, where the shop names it. */
  readonly resourceId: number | null

  constructor(
    status: number,
    error: { code: string; message: string },
    about: { retryAfterMs?: number | null; resourceId?: number | null } = {}
  ) {
    super(error.message)
    this.name = 'WooRefusal'
    this.status = status
    this.code = error.code
    this.retryAfterMs = about.retryAfterMs ?? null
    this.resourceId = about.resourceId ?? null
  }
}

/** What came is not an answer that can be read; it is asked for again. */
export function unreadable(
  status: number,
  what: string,
  retryAfterMs: number | null = null
): WooRefusal {
  const message = `HTTP ${status} with ${what}`
  return new WooRefusal(status, { code: 'NOT_JSON', message }, { retryAfterMs })
}

/** Rest of a host that says "too many" and not for how long. */
const restDefaultMs = 60_000

const keyFix = 'check the consumer key, and that the host passes the Authorization header on'
const rightsFix = 'give the key read and write, of a user who may manage the shop'
/** What only a person can mend, and how. */
const broken: Readonly<Record<string, string>> = {
  woocommerce_rest_authentication_error: keyFix,
  woocommerce_rest_authentication_missing_parameter: keyFix,
  rest_no_route: 'is WooCommerce active, and is the address that of the shop?',
  rest_forbidden: 'a security plugin or setting closes the REST API: open it for the key',
  rest_login_required: 'a security plugin or setting closes the REST API: open it for the key',
  REDIRECTED: 'set the address of the shop to the one that it redirects to',
  INSECURE_ADDRESS: 'use https://, or set unsafeAllowHttp knowing what it means',
  CONSENT_REFUSED: 'ask again, and have the owner approve read and write'
}

/** Refusals of a refund that come with HTTP 500, as if the shop were out of order. */
const refundRefused: ReadonlySet<string> = new Set([
  'woocommerce_rest_cannot_create_order_refund',
  'woocommerce_rest_invalid_order_refund',
  'woocommerce_rest_invalid_order_id'
])
const refundFix = 'check what is left to refund, and whether the gateway can (isRefundedByGateway)'

/** What to do about a failure, by the shop's own code; its HTTP status only where it has none. */
export function classify(error: unknown): Classification {
  if (error instanceof ShopkeeperError) {
    return { action: 'rejected', code: error.code, reason: error.message }
  }
  if (!(error instanceof WooRefusal)) return classifyUnknown(error)
  const { code, status, message: reason, retryAfterMs } = error
  if (status === 429 || (status === 503 && retryAfterMs !== null)) {
    return { action: 'rateLimited', retryAfterMs: retryAfterMs ?? restDefaultMs, reason }
  }
  if (Object.hasOwn(broken, code)) {
    return { action: 'fatal', reason: `${reason}: ${broken[code]}` }
  }
  // A key that the shop does not know makes the caller nobody: who may do nothing at all.
  if (code.startsWith('woocommerce_rest_cannot_') && (status === 401 || status === 403)) {
    return { action: 'fatal', reason: `${reason}: ${status === 401 ? keyFix : rightsFix}` }
  }
  if (refundRefused.has(code)) return { action: 'rejected', code, reason }
  if (code === 'CLOCK_DIFFERS') {
    return { action: 'retry', reason: `${reason}: the clock of the shop is not ours` }
  }
  if (code === 'NOT_JSON' || status >= 500) return { action: 'retry', reason }
  return { action: 'rejected', code, reason }
}

const classes: Readonly<Record<number, RejectionClass>> = {
  401: 'permission',
  403: 'permission',
  404: 'gone',
  409: 'conflict',
  410: 'gone'
}

/** What became of an item that the shop refused. */
export function outcomeOf({ code, status, message }: WooRefusal): ItemOutcome {
  if (refundRefused.has(code)) {
    return { status: 'rejected', code, reason: `${message} (${refundFix})` }
  }
  if (status >= 500) return { status: 'retry', reason: message }
  const isGone = code.endsWith('_invalid_id')
  const kind = isGone ? 'gone' : (classes[status] ?? 'input')
  return { status: 'rejected', code, reason: message, class: kind }
}

/**
 * What becomes of items that a failure has kept from being sent. Errors: the failure, when it is
 * not theirs.
 */
export function later(error: unknown): ItemOutcome {
  return laterOf({ classify }, error)
}

/** The refusal of one item, as an outcome; null: the failure is not the item's own. */
export function refusedItem(error: unknown): ItemOutcome | null {
  if (classify(error).action !== 'rejected') return null
  if (error instanceof WooRefusal) return outcomeOf(error)
  if (!(error instanceof ShopkeeperError) || error.retryable) return null
  return { status: 'rejected', code: error.code, reason: error.message }
}

/** How failures of a batch are read. */
export const failures: Failures = { classify, refusedItem }
