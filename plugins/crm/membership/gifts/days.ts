import { plus } from '../members/days.ts'

/** How far back days are looked at, so that a shop that was down for a few days misses nobody. */
const lookBackDays = 7

/** The days of the year that gifts are due for on a date, each with its year. */
export interface GiftDay {
  /** MM-DD. */
  day: string
  year: number
  /** YYYY-MM-DD of the day as it is kept this year. */
  on: string
}

/**
 * Whose days are due: the one so many days ahead and those of the week before it. Who was born on 29 February has the day
 * before or after it in years that have none.
 */
export function giftDays(
  todayOn: string,
  { daysBefore, leapDay }: { daysBefore: number; leapDay: 'feb28' | 'mar1' }
): GiftDay[] {
  const days: GiftDay[] = []
  for (let back = lookBackDays; back >= 0; back--) {
    const on = plus(todayOn, { days: daysBefore - back })
    const year = Number(on.slice(0, 4))
    const day = on.slice(5)
    days.push({ day, year, on })
    const isLeapDayToo = day === (leapDay === 'feb28' ? '02-28' : '03-01') && !isLeapYear(year)
    if (isLeapDayToo) days.push({ day: '02-29', year, on })
  }
  return days
}

function isLeapYear(year: number): boolean {
  return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
}
