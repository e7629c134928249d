import type { Classification } from '#core/channel/classify'
import { ShopkeeperError } from '#core/errors'

/** A failure as the simulated platform tells it. */
export class SandboxRefusal extends Error {
  readonly status: number
  readonly code: string
  readonly retryAfterMs: number | null

  constructor(status: number, code: string, message: string, retryAfterMs: number | null = null) {
    super(message)
    this.name = 'SandboxRefusal'
    this.status = status
    this.code = code
    this.retryAfterMs = retryAfterMs
  }
}

const throttleDefaultMs = 1000
const refreshing = new Set(['TOKEN_EXPIRED', 'TOKEN_UNKNOWN'])
const passing = new Set(['SYSTEM_BUSY', 'SERVICE_DOWN'])
const final = new Set(['KEY_REFUSED', 'ACCOUNT_BANNED'])

/** What to do about a failure, by the platform's own code; its HTTP status says little. */
export function classify(error: unknown): Classification {
  if (!(error instanceof SandboxRefusal)) return classifyOther(error)
  const { code, status, message: reason } = error
  if (code === 'THROTTLED' || status === 429) {
    return { action: 'rateLimited', retryAfterMs: error.retryAfterMs ?? throttleDefaultMs, reason }
  }
  if (refreshing.has(code)) return { action: 'refreshToken', reason }
  if (final.has(code)) return { action: 'fatal', reason }
  if (passing.has(code) || status >= 500) return { action: 'retry', reason }
  return { action: 'rejected', code, reason }
}

/** No answer at all, or one that makes no sense: the next one may. */
function classifyOther(error: unknown): Classification {
  const reason = error instanceof Error ? error.message : String(error)
  if (error instanceof ShopkeeperError) {
    return { action: 'rejected', code: error.code, reason }
  }
  return { action: 'retry', reason }
}
