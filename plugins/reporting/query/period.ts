import {
  addDays,
  addMonths,
  daysBetween,
  isDay,
  mondayOf,
  monthEnd,
  quarterStart,
  sameDayMonths
} from './calendar.ts'
import { PeriodInvalid } from './errors.ts'
import type { Comparison, DaySpan, NamedPeriod, Period } from './types.ts'

/** Days that a question may cover: 20 years. */
const daysMax = 7306

/** Days of a span, both ends counted. */
export function lengthOf({ from, to }: DaySpan): number {
  return daysBetween(from, to) + 1
}

/** The days that a period means, seen from the business day `today`. Errors: PERIOD_INVALID. */
export function resolvePeriod(period: Period, today: string, field = 'period'): DaySpan {
  if (typeof period === 'string') return named(period, today)
  for (const end of ['from', 'to'] as const) {
    if (isDay(period[end])) continue
    const fix = `${JSON.stringify(period[end])} is no day of the calendar; write YYYY-MM-DD`
    throw new PeriodInvalid({ field: `${field}.${end}`, fix })
  }
  const { from, to } = period
  if (to < from) {
    const fix = `${to} is before ${from}; a period ends on the day it begins, or later`
    throw new PeriodInvalid({ field: `${field}.to`, fix })
  }
  if (lengthOf(period) > daysMax) {
    throw new PeriodInvalid({ field, fix: `at most ${daysMax} days at a time` })
  }
  return { from, to }
}

function named(name: NamedPeriod, today: string): DaySpan {
  const last = (days: number) => ({ from: addDays(today, -days), to: addDays(today, -1) })
  const monthStart = addMonths(today, 0)
  const quarter = quarterStart(today)
  const year = `${today.slice(0, 4)}-01-01`
  const wholeMonths = (from: string, months: number) => ({
    from,
    to: monthEnd(addMonths(from, months - 1))
  })
  switch (name) {
    case 'today':
      return { from: today, to: today }
    case 'yesterday':
      return last(1)
    case 'last7Days':
      return last(7)
    case 'last28Days':
      return last(28)
    case 'last30Days':
      return last(30)
    case 'last90Days':
      return last(90)
    case 'weekToDate':
      return { from: mondayOf(today), to: today }
    case 'lastWeek':
      return { from: addDays(mondayOf(today), -7), to: addDays(mondayOf(today), -1) }
    case 'monthToDate':
      return { from: monthStart, to: today }
    case 'lastMonth':
      return wholeMonths(addMonths(today, -1), 1)
    case 'quarterToDate':
      return { from: quarter, to: today }
    case 'lastQuarter':
      return wholeMonths(addMonths(quarter, -3), 3)
    case 'yearToDate':
      return { from: year, to: today }
    case 'lastYear':
      return wholeMonths(addMonths(year, -12), 12)
    case 'last12Months':
      return wholeMonths(addMonths(today, -12), 12)
  }
}

/** The days that a span is held against. Errors: PERIOD_INVALID. */
export function resolveComparison(comparison: Comparison, span: DaySpan): DaySpan {
  if (typeof comparison !== 'string') return resolvePeriod(comparison, span.to, 'comparison')
  const shifted = (days: number) => ({
    from: addDays(span.from, -days),
    to: addDays(span.to, -days)
  })
  switch (comparison) {
    case 'dayBefore':
      return shifted(1)
    case 'sameWeekdayLastWeek':
      return shifted(7)
    case 'previousPeriod':
      return isWholeMonths(span) ? monthsEarlier(span, monthsOf(span)) : shifted(lengthOf(span))
    case 'monthBefore':
      return monthsEarlier(span, 1)
    case 'quarterBefore':
      return monthsEarlier(span, 3)
    case 'yearBefore':
      return monthsEarlier(span, 12)
  }
}

/** Whether a span begins with a month and ends with one. */
export function isWholeMonths({ from, to }: DaySpan): boolean {
  return from.endsWith('-01') && to === monthEnd(to)
}

/** Months that a span of whole months has. */
function monthsOf({ from, to }: DaySpan): number {
  const [fromYear, fromMonth] = from.split('-').map(Number) as [number, number]
  const [toYear, toMonth] = to.split('-').map(Number) as [number, number]
  return (toYear - fromYear) * 12 + toMonth - fromMonth + 1
}

/** The same days of the month earlier; of whole months the whole months, whatever their length. */
function monthsEarlier(span: DaySpan, months: number): DaySpan {
  const from = sameDayMonths(span.from, -months)
  if (isWholeMonths(span)) return { from, to: monthEnd(addMonths(span.to, -months)) }
  return { from, to: sameDayMonths(span.to, -months) }
}
