import type { Dispatcher } from 'undici'
import { ShopkeeperError } from '#core/errors'
import { checkDestination } from '#core/net/destination'
import { type Exchange, post } from '#core/net/exchange'
import { guardedAgent } from '#core/net/guarded-agent'
import { signedHeaders } from '#core/net/sign'
import type { Clock } from '#core/time'
import { RefundOptionInvalid } from '../errors.ts'
import type { RefundsOptionsShape } from '../options.ts'

/** What the bridge is asked for. */
export interface BridgeAsk {
  /** The same in every attempt: the bridge gives money back once for it. */
  partId: string
  refundId: string
  orderId: string
  orderNumber: string
  /** What the order came to, which some providers ask for. */
  orderAmountMinor: number
  paymentId: string | null
  /** What the provider calls the payment. */
  paymentReference: string | null
  paymentAmountMinor: number | null
  method: string
  amountMinor: number
  currency: string
  reason: string | null
}

/** What it said. `unknown`: nothing that can be relied on; it is asked again with the same key. */
export type BridgeAnswer =
  | { state: 'done'; reference: string | null }
  | { state: 'failed'; reason: string }
  | { state: 'pending'; afterMs: number }
  | { state: 'unknown'; reason: string }

/** Asks the shop's payment bridge to give money back. */
export interface Bridge {
  ask(asked: BridgeAsk, signal: AbortSignal): Promise<BridgeAnswer>
  close(): Promise<void>
}

/** What says that the request itself is not acceptable. Anything else may be otherwise tomorrow. */
const refusals = new Set([400, 413, 422])
const pendingMs = 60_000
const secretBytes = { min: 24, max: 64 }
const textMax = 500

/**
 * Posts to one address, signed as Standard Webhooks are. 2xx with JSON `{ status: 'done' | 'pending' | 'failed', id?, reason? }`
 * is an answer; 400, 413 and 422 are a refusal. Errors: REFUND_OPTION_INVALID.
 */
export function makeBridge(
  { url, secret, timeoutMs }: NonNullable<RefundsOptionsShape['bridge']>,
  { clock, allowPrivate }: { clock: Clock; allowPrivate: boolean }
): Bridge {
  checkOptions(url, secret, allowPrivate)
  let made: Dispatcher | undefined
  const http = () => {
    made ??= guardedAgent({ allowPrivate, connectTimeoutMs: timeoutMs })
    return made
  }
  return {
    async ask(asked, signal) {
      const at = clock.now()
      const body = JSON.stringify({ type: 'refund.requested', timestamp: at, data: asked })
      const headers = {
        'content-type': 'application/json',
        'user-agent': 'shopkeeper-refunds',
        'idempotency-key': asked.partId,
        ...signedHeaders({ id: asked.partId, at, body }, [secret])
      }
      return answerOf(await post({ http, clock, timeoutMs }, { url, headers, body }, signal))
    },
    close: async () => made?.destroy()
  }
}

function checkOptions(url: string, secret: string, allowPrivate: boolean): void {
  try {
    checkDestination(url, { allowPrivate })
  } catch (error) {
    if (!(error instanceof ShopkeeperError)) throw error
    const fix = String(error.fields.reason)
    throw new RefundOptionInvalid({ option: 'bridge.url', fix }, { cause: error })
  }
  const bytes = Buffer.from(secret.replace(/^whsec_/, ''), 'base64').length
  if (bytes >= secretBytes.min && bytes <= secretBytes.max) return
  const fix = 'give whsec_ and base64 of 24 to 64 random bytes: openssl rand -base64 32'
  throw new RefundOptionInvalid({ option: 'bridge.secret', fix })
}

function answerOf({ isSuccess, status, error, answer, askedMs }: Exchange): BridgeAnswer {
  const said = error ?? `answered ${status}: ${answer}`
  if (!isSuccess) {
    const isRefusal = status !== null && refusals.has(status)
    return isRefusal
      ? { state: 'failed', reason: said.slice(0, textMax) }
      : { state: 'unknown', reason: said.slice(0, textMax) }
  }
  const read = readAnswer(answer)
  if (read.status === 'done') return { state: 'done', reference: textOf(read.id) }
  if (read.status === 'failed') {
    return { state: 'failed', reason: textOf(read.reason) ?? 'the bridge gives no reason' }
  }
  if (read.status === 'pending') return { state: 'pending', afterMs: askedMs || pendingMs }
  return { state: 'unknown', reason: `answered without a status: ${answer.slice(0, 200)}` }
}

function readAnswer(answer: string): Record<string, unknown> {
  try {
    const read: unknown = JSON.parse(answer)
    return typeof read === 'object' && read !== null ? (read as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function textOf(value: unknown): string | null {
  const isText = typeof value === 'string' || typeof value === 'number'
  return isText ? String(value).slice(0, textMax) : null
}
