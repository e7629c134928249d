import { NoAnswer } from './http-call.ts'

/** What to do about a failure, by the platform's own code and not by HTTP status. */
export type Classification =
  | { action: 'retry'; reason: string }
  | { action: 'rateLimited'; retryAfterMs: number; reason: string }
  | { action: 'refreshToken'; reason: string }
  | { action: 'rejected'; code: string; reason: string }
  /** Only a person can make the account work again. */
  | { action: 'fatal'; reason: string }

/**
 * What to do about a failure that is not the platform's word: no answer, or one that makes no sense. The
 * next one may.
 */
export function classifyUnknown(error: unknown): Classification {
  const reason = error instanceof Error ? error.message : String(error)
  if (error instanceof NoAnswer) return { action: 'retry', reason: `no answer: ${reason}` }
  return { action: 'retry', reason }
}
