import { DateTime, IANAZone } from 'luxon'
import { type Instant, instantMs } from './time.ts'

/** Whether the name is a time zone this machine knows, such as `Asia/Shanghai`. */
export function isZone(name: string): boolean {
  return IANAZone.isValidZone(name)
}

/**
 * The business day an instant falls on in a zone.
 *
 * Shape: `YYYY-MM-DD`. `startsAtHour` is the hour on the wall clock a business day begins at (default 0): with 4,
 * 03:59 still counts as yesterday, also on the days that daylight saving makes longer or shorter.
 */
export function dayOn(instant: Instant, zone: string, startsAtHour = 0): string {
  if (!utcMinute.test(instant)) return findDay(instant, zone, startsAtHour)
  const key = `${instant.slice(0, 16)} ${startsAtHour} ${zone}`
  let day = days.get(key)
  if (day === undefined) {
    day = findDay(instant, zone, startsAtHour)
    if (days.size >= daysMax) days.clear()
    days.set(key, day)
  }
  return day
}

function findDay(instant: Instant, zone: string, startsAtHour: number): string {
  const local = DateTime.fromMillis(instantMs(instant), { zone })
  const day = local.hour < startsAtHour ? local.minus({ days: 1 }) : local
  return day.toISODate() as string
}

/** Days by the minute: several plugins ask for the day of one order, and finding it takes 30 µs. */
const days = new Map<string, string>()
const daysMax = 10_000
/** Texts that begin with their minute in UTC. Since 1972 all zones are whole minutes away from it. */
const utcMinute = /^(197[2-9]|19[89]\d|2\d{3})-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/

/** The instant at which a business day begins in a zone: the first that `dayOn` counts to it. */
export function dayStart(dateOn: string, zone: string, startsAtHour = 0): Instant {
  return firstOf(DateTime.fromISO(dateOn, { zone }).startOf('day').set({ hour: startsAtHour }))
}

/**
 * The instant of a local date and time without an offset, such as `2010-12-01 08:26:00`.
 *
 * Returns null when it is not a date that exists. A time skipped by daylight saving moves forward; of one that occurs twice
 * the first is meant.
 */
export function localInstant(text: string, zone: string, format?: string): Instant | null {
  const local = format
    ? DateTime.fromFormat(text, format, { zone })
    : DateTime.fromISO(text.replace(' ', 'T'), { zone })
  return local.isValid ? firstOf(local) : null
}

/** Luxon takes the one of two that has today's offset: the same text would be another instant in summer. */
function firstOf(local: DateTime): Instant {
  return local.getPossibleOffsets()[0]!.toUTC().toISO() as Instant
}
