import { DateTime } from 'luxon'

/** Months that the mean of single ratings looks back. */
const scoreMonths = 6

/** A day so many days later, or earlier. */
export function dayAfter(day: string, days: number): string {
  return DateTime.fromISO(day, { zone: 'utc' }).plus({ days }).toISODate() as string
}

/** Days up to and with one: `to` is exclusive. */
export function windowUpTo(day: string, days: number): { from: string; to: string } {
  return { from: dayAfter(day, 1 - days), to: dayAfter(day, 1) }
}

/** The six months up to and with a day; `to` is exclusive. */
export function scoreSpanUpTo(day: string): { from: string; to: string } {
  const to = dayAfter(day, 1)
  const from = DateTime.fromISO(to, { zone: 'utc' }).minus({ months: scoreMonths })
  return { from: from.toISODate() as string, to }
}
