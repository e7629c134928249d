const secondMs = 1000
const hourMs = 60 * 60 * secondMs
/** An endpoint may ask to be left alone for a day, not for ever. */
const retryAfterMaxMs = 24 * hourMs

/** How long a Retry-After header asks to wait, in seconds or until a date; 0 when it does not say. */
export function retryAfterMs(header: string | undefined, nowMs: number): number {
  const text = (header ?? '').trim()
  const waitMs = /^\d+$/.test(text) ? Number(text) * secondMs : Date.parse(text) - nowMs
  return Number.isNaN(waitMs) ? 0 : Math.min(Math.max(waitMs, 0), retryAfterMaxMs)
}
