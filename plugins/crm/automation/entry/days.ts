import type { Shop } from '#core/plugin'
import type { Instant } from '#core/time'
import { dayOn, dayStart } from '#core/zone'
import { addDays } from '../../metrics/calendar.ts'

/** The last day of which an hour has come in the shop's zone. */
export function reachedDay(now: Instant, { zone }: Pick<Shop, 'zone'>, atHour: number): string {
  const today = dayOn(now, zone)
  return now < dayStart(today, zone, atHour) ? addDays(today, -1) : today
}

/** Days of the year, MM-DD, that are kept on a date: 29 February too, in years that have none. */
export function daysKeptOn(on: string, leapDay: 'feb28' | 'mar1'): string[] {
  const day = on.slice(5)
  const isLeapYear = addDays(`${on.slice(0, 4)}-02-28`, 1).endsWith('-02-29')
  const standsIn = day === (leapDay === 'feb28' ? '02-28' : '03-01') && !isLeapYear
  return standsIn ? [day, '02-29'] : [day]
}
