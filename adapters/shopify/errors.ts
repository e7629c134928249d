import { type Classification, classifyUnknown } from '#core/channel/classify'
import type { Failures } from '#core/channel/in-turn'
import type { ItemOutcome, RejectionClass } from '#core/channel/writes'
import { ShopkeeperError } from '#core/errors'
import type { WireUserError } from './wire.ts'

/** A failure of a whole call as Shopify tells it: by a code of GraphQL, of OAuth, or by its HTTP status. */
export class ShopifyRefusal extends Error {
  readonly code: string
  readonly retryAfterMs: number

  constructor(code: string, message: string, retryAfterMs = 0) {
    super(message)
    this.name = 'ShopifyRefusal'
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

const throttling = new Set(['THROTTLED', 'HTTP_429', 'HTTP_430'])
const passing = new Set(['INTERNAL_SERVER_ERROR', 'UNREADABLE', 'temporarily_unavailable'])
/** What only a person can mend, and how. */
const broken: Readonly<Record<string, string>> = {
  ACCESS_DENIED: 'give the app the missing permission, then have the owner consent again',
  SHOP_INACTIVE: 'the shop is closed: its owner has to open it again',
  TOKEN_REFUSED: 'enter a new accessToken: the app was removed or its token revoked',
  HTTP_402: 'the shop is frozen: its owner has to pay Shopify',
  HTTP_403: 'give the app the missing permission, then have the owner consent again',
  HTTP_404: 'check the settings shop and apiVersion',
  HTTP_423: 'the shop is locked: its owner has to talk to Shopify',
  invalid_grant: 'the owner has removed the app, or the consent is too old: ask again',
  invalid_request: 'the owner has removed the app, or the consent is too old: ask again',
  invalid_client: 'clientId or clientSecret is wrong: copy both from the app',
  application_cannot_be_found: 'clientId is wrong: copy it from the app',
  shop_not_permitted: 'the app and the shop are not of one organization: use access = consent',
  unauthorized_client: 'the app may not do this: check how it is distributed',
  CONSENT_MISSING: 'have the owner of the shop consent',
  CONSENT_REFUSED: 'begin the consent anew'
}

/** What to do about a failure, by Shopify's own code; by HTTP status only where it has none. */
export function classify(error: unknown): Classification {
  if (error instanceof ShopkeeperError) {
    return { action: 'rejected', code: error.code, reason: error.message }
  }
  if (!(error instanceof ShopifyRefusal)) return classifyUnknown(error)
  const { code, message: reason, retryAfterMs } = error
  if (throttling.has(code)) return { action: 'rateLimited', retryAfterMs, reason }
  if (code === 'HTTP_401') return { action: 'refreshToken', reason }
  const fix = broken[code]
  if (fix !== undefined) return { action: 'fatal', reason: `${reason}: ${fix}` }
  if (passing.has(code) || code.startsWith('HTTP_5')) return { action: 'retry', reason }
  return { action: 'rejected', code, reason }
}

/** Codes of user errors that say that nothing is wrong with what was sent. */
const later = new Set([
  'CHANGE_FROM_QUANTITY_STALE',
  'IDEMPOTENCY_CONCURRENT_REQUEST',
  'INTERNAL_ERROR'
])
const classes: Readonly<Record<string, RejectionClass>> = {
  PRODUCT_DOES_NOT_EXIST: 'gone',
  PRODUCT_VARIANT_DOES_NOT_EXIST: 'gone',
  INVALID_INVENTORY_ITEM: 'gone',
  NOT_FOUND: 'gone',
  INVALID_STATE: 'conflict',
  IDEMPOTENCY_KEY_PARAMETER_MISMATCH: 'conflict',
  MISSING_PERMISSION: 'permission'
}

/** What a user error makes of the item it is about. */
export function refused({ code, field, message }: WireUserError, name: string): ItemOutcome {
  const at = field && field.length > 0 ? ` (${field.join('.')})` : ''
  const reason = `${name}: ${message}${at}`
  if (code && later.has(code)) return { status: 'retry', reason }
  return {
    status: 'rejected',
    code: code ?? 'USER_ERROR',
    reason,
    class: (code && classes[code]) || 'input'
  }
}

/** What became of an item whose call failed by its own fault; null: the failure is not about the item. */
export function refusedItem(error: unknown): ItemOutcome | null {
  if (error instanceof ShopkeeperError && error.retryable) return null
  if (error instanceof ShopifyRefusal && error.code === 'ACCESS_DENIED') {
    const reason = `${error.message}: ${broken.ACCESS_DENIED}`
    return { status: 'rejected', code: error.code, reason, class: 'permission' }
  }
  const verdict = classify(error)
  if (verdict.action !== 'rejected') return null
  return { status: 'rejected', code: verdict.code, reason: verdict.reason, class: 'input' }
}

/** How failures of a batch are read. */
export const failures: Failures = { classify, refusedItem }
