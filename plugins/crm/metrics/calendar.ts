import type { Shop } from '#core/plugin'
import type { Instant } from '#core/time'
import { dayOn, dayStart } from '#core/zone'

const dayMs = 86_400_000

/** The business day an instant falls on, in the shop's zone. */
export function businessDay(shop: Readonly<Shop>, instant: Instant): string {
  return dayOn(instant, shop.zone, shop.dayStartsAtHour)
}

/** The instant a business day begins at. */
export function businessDayStart(shop: Readonly<Shop>, day: string): Instant {
  return dayStart(day, shop.zone, shop.dayStartsAtHour)
}

/** The day a number of days later, or earlier when it is negative. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** Whole days from one day to a later one. */
export function daysBetween(from: string, to: string): number {
  return Math.round(
    (Date.parse(`${to}T00:00:00.000Z`) - Date.parse(`${from}T00:00:00.000Z`)) / dayMs
  )
}

/** `YYYY-MM` of a day. */
export function monthOf(day: string): string {
  return day.slice(0, 7)
}

/** The month a number of months later, or earlier when it is negative. */
export function addMonths(month: string, months: number): string {
  const [year, number] = month.split('-').map(Number) as [number, number]
  const counted = year * 12 + (number - 1) + months
  return `${String(Math.floor(counted / 12)).padStart(4, '0')}-${String((counted % 12) + 1).padStart(2, '0')}`
}

/** Months from one to another, both included. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = []
  for (let month = from; month <= to; month = addMonths(month, 1)) months.push(month)
  return months
}

/** The same day some months earlier, or the last of that month when it has no such day. */
export function monthsEarlier(day: string, months: number): string {
  const month = addMonths(monthOf(day), -months)
  const last = addDays(`${addMonths(month, 1)}-01`, -1)
  const same = `${month}${day.slice(7)}`
  return same < last ? same : last
}
