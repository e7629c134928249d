import { Duration } from 'luxon'
import type { WindowPull } from '#core/channel/capabilities'
import type { Slice } from '#core/channel/client'
import { type Instant, instantAt, instantMs } from '#core/time'

/** How a platform's list of changes is cut, in milliseconds. */
export interface WindowRules {
  windowMaxMs: number
  lagMs: number
  overlapMs: number
}

/** How far apart our clock and a platform's may be without an order being missed. */
const skewMs = 360_000

/**
 * Reads the durations of a capability. Errors: TypeError when the overlap leaves no room in a
 * window.
 */
export function windowRulesOf({ windowMax, lag, overlap }: WindowPull): WindowRules {
  const lagMs = msOf(lag)
  const windowMaxMs = msOf(windowMax)
  const overlapMs = overlap === undefined ? lagMs + skewMs : msOf(overlap)
  if (overlapMs < windowMaxMs) return { windowMaxMs, lagMs, overlapMs }
  throw new TypeError(`an overlap of ${overlapMs} ms leaves no room in windows of ${windowMax}`)
}

function msOf(duration: string): number {
  return Duration.fromISO(duration).toMillis()
}

/**
 * The next window to list when everything before `watermark` is taken: it begins an overlap
 * earlier, is no longer than the platform allows, and ends where the platform's list is complete.
 * Null: there is nothing new to list yet.
 */
export function nextSlice(watermark: Instant, now: Instant, rules: WindowRules): Slice | null {
  const takenMs = instantMs(watermark)
  const completeMs = instantMs(now) - rules.lagMs
  if (completeMs <= takenMs) return null
  const sinceMs = takenMs - rules.overlapMs
  const untilMs = Math.min(sinceMs + rules.windowMaxMs, completeMs)
  return { since: instantAt(sinceMs), until: instantAt(untilMs) }
}
