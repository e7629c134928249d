import { type Clock, instantAt, systemClock } from '#core/time'

/** A clock that runs as the machine's does and can be put forward: lags, rests and deadlines pass at once. */
export interface RunningClock extends Clock {
  advance(durationMs: number): void
}

/**
 * Makes one. `skewMs`: how far ahead of `base` it goes, for a platform whose clock is not ours; put the
 * base forward and it goes along.
 */
export function runningClock(base: Clock = systemClock, skewMs = 0): RunningClock {
  let aheadMs = skewMs
  const ms = () => base.ms() + aheadMs
  return {
    ms,
    now: () => instantAt(ms()),
    after: (durationMs) => instantAt(ms() + durationMs),
    monotonicMs: () => base.monotonicMs(),
    sleep: (durationMs, signal) => base.sleep(durationMs, signal),
    advance: (durationMs) => {
      aheadMs += durationMs
    }
  }
}
