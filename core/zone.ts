import { DateTime, IANAZone } from 'luxon'
import type { Instant } from './time.ts'

/** Whether the name is a time zone this machine knows, such as `Asia/Shanghai`. */
export function isZone(name: string): boolean {
  return IANAZone.isValidZone(name)
}

/**
 * The business day an instant falls on in a zone.
 *
 * Shape: `YYYY-MM-DD`. `startsAtHour` is the local hour a business day begins at (default 0): with 4,
 * 03:59 still counts as yesterday.
 */
export function dayOn(instant: Instant, zone: string, startsAtHour = 0): string {
  const local = DateTime.fromISO(instant, { zone })
  return local.minus({ hours: startsAtHour }).toISODate() as string
}

/** The instant at which a calendar date begins in a zone (honours daylight saving). */
export function dayStart(dateOn: string, zone: string, startsAtHour = 0): Instant {
  return DateTime.fromISO(dateOn, { zone })
    .startOf('day')
    .plus({ hours: startsAtHour })
    .toUTC()
    .toISO() as Instant
}

/**
 * The instant of a local date and time without an offset, such as `2010-12-01 08:26:00`.
 *
 * Returns null when it is not a date that exists. A time skipped by daylight saving moves forward.
 */
export function localInstant(text: string, zone: string, format?: string): Instant | null {
  const local = format
    ? DateTime.fromFormat(text, format, { zone })
    : DateTime.fromISO(text.replace(' ', 'T'), { zone })
  return local.isValid ? (local.toUTC().toISO() as Instant) : null
}
