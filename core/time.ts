import { setTimeout as wait } from 'node:timers/promises'

/** A point in time: UTC, ISO 8601 with milliseconds and `Z`. Sorts as text. */
export type Instant = string

/**
 * Where the engine reads the time. Injected everywhere, so that tests and replays decide what "now" is.
 *
 * Units: `ms()` is milliseconds since the epoch and may jump; `monotonicMs()` never goes back and is
 * for timeouts and measurements.
 */
export interface Clock {
  ms(): number
  now(): Instant
  after(durationMs: number): Instant
  monotonicMs(): number
  sleep(durationMs: number, signal?: AbortSignal): Promise<void>
}

/** The machine's own clock. The only place in the engine that reads it. */
export const systemClock: Clock = {
  ms: () => Date.now(),
  now: () => new Date().toISOString(),
  after: (durationMs) => new Date(Date.now() + durationMs).toISOString(),
  monotonicMs: () => performance.now(),
  sleep: async (durationMs, signal) => {
    await wait(durationMs, undefined, { signal }).catch(() => undefined)
  }
}

/** A clock that stands still until it is told to move: for tests and simulations. */
export interface ManualClock extends Clock {
  set(instant: Instant): void
  advance(durationMs: number): void
}

/**
 * Makes a clock that starts at `start` and moves only by `advance` and `set`. Its `sleep` is real,
 * so that polling loops go on; `monotonicMs` is real too.
 */
export function manualClock(start: Instant): ManualClock {
  let currentMs = instantMs(start)
  return {
    ms: () => currentMs,
    now: () => new Date(currentMs).toISOString(),
    after: (durationMs) => new Date(currentMs + durationMs).toISOString(),
    monotonicMs: systemClock.monotonicMs,
    sleep: systemClock.sleep,
    set: (instant) => {
      currentMs = instantMs(instant)
    },
    advance: (durationMs) => {
      currentMs += durationMs
    }
  }
}

/** Milliseconds since the epoch of an instant. Errors: TypeError when it is not a date at all. */
export function instantMs(instant: Instant): number {
  const ms = Date.parse(instant)
  if (Number.isNaN(ms)) throw new TypeError(`not an instant: ${JSON.stringify(instant)}`)
  return ms
}

/** The instant at a number of milliseconds since the epoch. */
export function instantAt(ms: number): Instant {
  return new Date(ms).toISOString()
}
