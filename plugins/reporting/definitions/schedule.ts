import { DateTime } from 'luxon'
import { type Instant, instantAt } from '#core/time'

export const rhythms = ['day', 'week', 'month'] as const

/** When a report is due, on the wall clock of the shop. */
export interface ReportSchedule {
  every: (typeof rhythms)[number]
  /** 0 to 23. A time that daylight saving skips is due an hour later. */
  hour: number
  /** Of a week: 1 is Monday. Default 1. */
  weekday?: number
  /** Of a month: 1 to 28, which every month has. Default 1. */
  monthDay?: number
}

/** No rhythm is slower than a month: one due time lies in so many days. */
const daysMax = 32

/** The first due time after an instant. */
export function nextDue(schedule: ReportSchedule, after: Instant, zone: string): Instant {
  const from = DateTime.fromISO(after, { zone }).startOf('day')
  for (let days = 0; days <= daysMax; days++) {
    const due = dueOn(schedule, from.plus({ days }))
    if (due !== null && due > after) return due
  }
  throw new RangeError(`no due time of ${JSON.stringify(schedule)} within ${daysMax} days`)
}

/** The last due time at or before an instant. */
export function lastDue(schedule: ReportSchedule, until: Instant, zone: string): Instant {
  const from = DateTime.fromISO(until, { zone }).startOf('day')
  for (let days = 0; days <= daysMax; days++) {
    const due = dueOn(schedule, from.minus({ days }))
    if (due !== null && due <= until) return due
  }
  throw new RangeError(`no due time of ${JSON.stringify(schedule)} within ${daysMax} days`)
}

function dueOn(
  { every, hour, weekday = 1, monthDay = 1 }: ReportSchedule,
  day: DateTime
): Instant | null {
  if (every === 'week' && day.weekday !== weekday) return null
  if (every === 'month' && day.day !== monthDay) return null
  return instantAt(day.set({ hour }).toMillis())
}
