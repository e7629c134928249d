import { type Instant, instantAt, instantMs } from '#core/time'
import type { WorkingTime } from './calendar/calendar.ts'
import { addBusinessMs, businessMs } from './calendar/reckon.ts'

/** What a clock does from an instant on. */
export interface Turn {
  at: Instant
  is: 'run' | 'hold' | 'stop'
}

/** What the turns of a clock add up to. */
export interface Measured {
  workedMs: number
  heldMs: number
}

/** Sums the turns that are over: time since the last one is not in it. Units: milliseconds of working time. */
export function measure(turns: readonly Turn[], calendar: WorkingTime): Measured {
  const sums: Measured = { workedMs: 0, heldMs: 0 }
  for (const { is, fromMs, toMs } of stretchesOf(turns)) {
    if (toMs === null || is === 'stop') continue
    sums[is === 'run' ? 'workedMs' : 'heldMs'] += businessMs(calendar, fromMs, toMs)
  }
  return sums
}

/**
 * The instant at which a clock has run for so long, by its turns so far; in the future as long as it runs. Null: it rests
 * or has ended before.
 */
export function reaches(
  turns: readonly Turn[],
  calendar: WorkingTime,
  targetMs: number
): Instant | null {
  let left = targetMs
  for (const { is, fromMs, toMs } of stretchesOf(turns)) {
    if (is !== 'run') continue
    const worked = toMs === null ? null : businessMs(calendar, fromMs, toMs)
    if (worked !== null && worked < left) {
      left -= worked
      continue
    }
    const at = addBusinessMs(calendar, fromMs, left)
    return at === null ? null : instantAt(at)
  }
  return null
}

/** Adds a turn; one that comes late counts from the last one on. What says nothing new is left out. */
export function turned(turns: readonly Turn[], next: Turn): Turn[] {
  const last = turns.at(-1)
  if (last?.is === next.is) return [...turns]
  const at = last && last.at > next.at ? last.at : next.at
  return [...turns, { ...next, at }]
}

function stretchesOf(turns: readonly Turn[]) {
  return turns.map(({ at, is }, index) => {
    const next = turns[index + 1]
    return { is, fromMs: instantMs(at), toMs: next ? instantMs(next.at) : null }
  })
}
