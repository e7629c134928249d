import { type Instant, instantMs, systemClock } from '#core/time'
import { type RunningClock, runningClock } from '../../conformance/adapter/running-clock.ts'

/**
 * A clock on which sleeping takes no time: whoever waits a moment for its budget finds it over. It begins at `start`
 * and runs as the machine's does.
 */
export function hastyClock(start: Instant): RunningClock {
  const clock = runningClock(systemClock, instantMs(start) - systemClock.ms())
  return {
    ...clock,
    sleep: async (durationMs, signal) => {
      clock.advance(durationMs)
      await systemClock.sleep(1, signal)
    }
  }
}
