import { type Instant, instantAt, instantMs } from '#core/time'
import { dayOn, dayStart } from '#core/zone'

const dayMs = 86_400_000

/** Where days begin. */
export interface DayRule {
  zone: string
  dayStartsAtHour: number
}

/** A span of time, `to` exclusive; it counts `times` times. */
export interface Period {
  from: Instant
  to: Instant
  times: number
}

/** The day some days later, or earlier when it is negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + days * dayMs).toISOString().slice(0, 10)
}

/**
 * The spans that a campaign is held against: for each of its days the same hours of the last `weeks` days with the same
 * weekday before its first day. A day that lasts for 23 or 25 hours has hours in the same distance from its beginning.
 *
 * Shape: equal spans are one that counts several times; in their order. All of them counted, divided by `weeks`, is what the
 * campaign's time would have been without it.
 */
export function baselinePeriods(
  { from, to }: { from: Instant; to: Instant },
  weeks: number,
  { zone, dayStartsAtHour }: DayRule
): Period[] {
  const first = dayOn(from, zone, dayStartsAtHour)
  const periods = new Map<string, Period>()
  for (let day = first, index = 0; ; index++) {
    const begins = instantMs(dayStart(day, zone, dayStartsAtHour))
    const next = addDays(day, 1)
    const ends = instantMs(dayStart(next, zone, dayStartsAtHour))
    const [start, end] = [Math.max(begins, instantMs(from)), Math.min(ends, instantMs(to))]
    if (start >= end) break
    for (let week = 1; week <= weeks; week++) {
      const earlier = addDays(first, (index % 7) - 7 * week)
      const base = instantMs(dayStart(earlier, zone, dayStartsAtHour))
      const last = instantMs(dayStart(addDays(earlier, 1), zone, dayStartsAtHour))
      // The whole of a day is the whole of the other, however many hours either has.
      const until = end === ends ? last : Math.min(last, base + (end - begins))
      const period = { from: instantAt(base + (start - begins)), to: instantAt(until), times: 1 }
      const key = `${period.from} ${period.to}`
      const known = periods.get(key)
      if (known) known.times++
      else periods.set(key, period)
    }
    day = next
  }
  return [...periods.values()].sort((a, b) => (`${a.from} ${a.to}` < `${b.from} ${b.to}` ? -1 : 1))
}
