import { DateTime } from 'luxon'
import type { Shop } from '#core/plugin'
import { type Instant, instantAt, instantMs } from '#core/time'
import { dayOn, dayStart } from '#core/zone'

type Place = Pick<Shop, 'zone' | 'dayStartsAtHour'>

/** The end of the day that is so many months after an instant, in the shop's zone: the start of the day after it. */
export function endAfterMonths(from: Instant, months: number, place: Place): Instant {
  return dayStart(plus(dayIn(from, place), { months, days: 1 }), place.zone, place.dayStartsAtHour)
}

/** The end of the term after one that ended then: as many months later, on the same day of the month. */
export function nextEnd(endedAt: Instant, months: number, place: Place): Instant {
  return endAfterMonths(instantAt(instantMs(endedAt) - 1), months, place)
}

/** The end of a day in the shop's zone. */
export function endOfDay(dateOn: string, { zone, dayStartsAtHour }: Place): Instant {
  return dayStart(plus(dateOn, { days: 1 }), zone, dayStartsAtHour)
}

/** The start of the day that was so many months ago, in the shop's zone. */
export function startMonthsAgo(now: Instant, months: number, place: Place): Instant {
  const day = plus(dayIn(now, place), { months: -months })
  return dayStart(day, place.zone, place.dayStartsAtHour)
}

/** The day an instant falls on in the shop. */
export function dayIn(instant: Instant, { zone, dayStartsAtHour }: Place): string {
  return dayOn(instant, zone, dayStartsAtHour)
}

/** A date so many months and days later; months first, and at most to the end of the month. */
export function plus(dateOn: string, { months = 0, days = 0 }: { months?: number; days?: number }) {
  const later = DateTime.fromISO(dateOn, { zone: 'utc' }).plus({ months }).plus({ days })
  return later.toISODate() as string
}
