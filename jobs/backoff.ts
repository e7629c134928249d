import type { Backoff } from '#core/jobs'

const backoffDefault: Backoff = { baseMs: 1000 }

/** How long to wait after a failed attempt. `random` is in [0, 1). Source: `Backoff`. */
export function backoffMs(
  backoff: Backoff = backoffDefault,
  attempt: number,
  random: () => number = Math.random
): number {
  const { baseMs, factor = 2, maxMs = 3_600_000, jitter = 0.2 } = backoff
  const waitMs = Math.min(baseMs * factor ** (attempt - 1), maxMs)
  return Math.round(waitMs * (1 - jitter + 2 * jitter * random()))
}
