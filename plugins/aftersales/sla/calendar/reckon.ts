import { aroundTheClock, type Calendar, type WorkingTime, type WorkSpan } from './calendar.ts'

/** Days that are looked at before a calendar counts as one in which nothing is ever done. */
const daysMax = 25_000

/**
 * Working time between two instants.
 *
 * Units: milliseconds in and out. 0 when no work is done between them, or `toMs` is not after `fromMs`.
 * Source: the worked examples of ERPNext's support module (29 cases of Monday to Friday, 10:00 to 18:00); it stores one
 * second where no working time elapsed, here that is 0.
 */
export function businessMs(calendar: WorkingTime, fromMs: number, toMs: number): number {
  if (toMs <= fromMs) return 0
  if (calendar === aroundTheClock) return toMs - fromMs
  let sum = 0
  for (const span of spansFrom(calendar, fromMs)) {
    if (span.fromMs >= toMs) break
    sum += Math.min(span.toMs, toMs) - span.fromMs
  }
  return sum
}

/**
 * The first instant by which so much working time has passed since another: the end of a day rather than the beginning of
 * the next. Null: the calendar never gets there.
 */
export function addBusinessMs(calendar: WorkingTime, fromMs: number, ms: number): number | null {
  if (ms <= 0) return fromMs
  if (calendar === aroundTheClock) return fromMs + ms
  let left = ms
  for (const span of spansFrom(calendar, fromMs)) {
    const length = span.toMs - span.fromMs
    if (left <= length) return span.fromMs + left
    left -= length
  }
  return null
}

/** Working time from an instant on, in order, each stretch once even where days overlap. */
function* spansFrom(calendar: Calendar, fromMs: number): Generator<WorkSpan> {
  // The night before may reach into the first day.
  const firstDay = calendar.dayOf(fromMs) - 1
  let reachedMs = fromMs
  for (let day = firstDay; day < firstDay + daysMax; day++) {
    for (const span of calendar.spansOn(day)) {
      const begins = Math.max(span.fromMs, reachedMs)
      if (begins >= span.toMs) continue
      reachedMs = span.toMs
      yield { fromMs: begins, toMs: span.toMs }
    }
  }
}
