import { ShopkeeperError } from '#core/errors'
import { JobPostponed } from '#core/jobs'
import type { Clock } from '#core/time'

const baseMs = 1000
const maxMs = 300_000

interface Pause {
  failures: number
  untilMs: number
}

/**
 * Remembers how long a platform wants to be left alone. New work for an account may bring a job
 * forward that was put off; it must neither ignore what the platform asked for nor spend the job's
 * attempts in a moment.
 */
export class Pace {
  readonly #clock: Clock
  readonly #pauses = new Map<string, Pause>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Errors: JOB_POSTPONED while the pause lasts. */
  assertMayRun(key: string): void {
    const retryAfterMs = Math.ceil(
      (this.#pauses.get(key)?.untilMs ?? 0) - this.#clock.monotonicMs()
    )
    if (retryAfterMs > 0) throw new JobPostponed({ retryAfterMs })
  }

  succeeded(key: string): void {
    this.#pauses.delete(key)
  }

  /** Begins a pause: as long as the platform said, or twice as long each time. */
  failed(key: string, error: unknown): void {
    if (!(error instanceof ShopkeeperError) || !error.retryable) return
    const failures = (this.#pauses.get(key)?.failures ?? 0) + 1
    const asked = error instanceof JobPostponed ? Number(error.fields.retryAfterMs) : undefined
    const waitMs = asked ?? Math.min(baseMs * 2 ** (failures - 1), maxMs)
    this.#pauses.set(key, { failures, untilMs: this.#clock.monotonicMs() + waitMs })
  }
}
