import type { Shop } from '#core/plugin'
import type { Instant } from '#core/time'
import { dayOn } from '#core/zone'
import type { Dimension } from '../cubes/cube.ts'

const dayMs = 86_400_000

/** Dimensions that follow from the day, the finest first. */
export const timeDimensions = ['day', 'week', 'month', 'quarter', 'year'] as const
export type TimeDimension = (typeof timeDimensions)[number]

export function isTime(dimension: Dimension): dimension is TimeDimension {
  return (timeDimensions as readonly string[]).includes(dimension)
}

/** The business day an instant falls on, in the shop's zone. */
export function businessDay(shop: Readonly<Shop>, instant: Instant): string {
  return dayOn(instant, shop.zone, shop.dayStartsAtHour)
}

/** Whether the text is a day that exists. */
export function isDay(text: string): boolean {
  const ms = Date.parse(`${text}T00:00:00.000Z`)
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)
}

/** The day some days later, or earlier if they are below zero. */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + days * dayMs).toISOString().slice(0, 10)
}

/** Days from one to another, the first not counted. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00Z`) - Date.parse(`${from}T00:00Z`)) / dayMs)
}

/** The first day of the month some months later. */
export function addMonths(day: string, months: number): string {
  const [year, month] = day.split('-').map(Number) as [number, number]
  const count = year * 12 + month - 1 + months
  const text = `${String(Math.floor(count / 12)).padStart(4, '0')}-${String((count % 12) + 1).padStart(2, '0')}`
  return `${text}-01`
}

/** The last day of a day's month. */
export function monthEnd(day: string): string {
  return addDays(addMonths(day, 1), -1)
}

/** The same day of the month some months later, or the last of it if it has no such day. */
export function sameDayMonths(day: string, months: number): string {
  const first = addMonths(day, months)
  const last = monthEnd(first)
  const same = `${first.slice(0, 8)}${day.slice(8)}`
  return same < last ? same : last
}

/** Monday of a day's week. */
export function mondayOf(day: string): string {
  const weekday = new Date(`${day}T00:00:00.000Z`).getUTCDay()
  return addDays(day, -((weekday + 6) % 7))
}

/** The first day of a day's quarter. */
export function quarterStart(day: string): string {
  const month = Number(day.slice(5, 7))
  return addMonths(day, -((month - 1) % 3))
}

/** The key of the span of time that a day is in: `2026-02-03`, its Monday, `2026-02`, `2026-Q1`, `2026`. */
export function timeKey(dimension: TimeDimension, day: string): string {
  switch (dimension) {
    case 'day':
      return day
    case 'week':
      return mondayOf(day)
    case 'month':
      return day.slice(0, 7)
    case 'quarter':
      return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`
    case 'year':
      return day.slice(0, 4)
  }
}

/** Keys of all spans of time that have a day in from … to, in order. */
export function timeKeys(
  dimension: TimeDimension,
  { from, to }: { from: string; to: string }
): string[] {
  const keys: string[] = []
  for (let day = from; day <= to; day = nextStart(dimension, day))
    keys.push(timeKey(dimension, day))
  return keys
}

function nextStart(dimension: TimeDimension, day: string): string {
  switch (dimension) {
    case 'day':
      return addDays(day, 1)
    case 'week':
      return addDays(mondayOf(day), 7)
    case 'month':
      return addMonths(day, 1)
    case 'quarter':
      return addMonths(quarterStart(day), 3)
    case 'year':
      return addMonths(day, 13 - Number(day.slice(5, 7)))
  }
}

/** The week as people number it, by ISO 8601: `2026-W01` is the one with the year's first Thursday. */
export function weekLabel(monday: string): string {
  const thursday = addDays(monday, 3)
  const year = thursday.slice(0, 4)
  const week = Math.floor(daysBetween(`${year}-01-01`, thursday) / 7) + 1
  return `${year}-W${String(week).padStart(2, '0')}`
}

/** The days of a span of time, such as of `2026-02`, that lie within others. */
export function daysIn(
  dimension: TimeDimension,
  key: string,
  { from, to }: { from: string; to: string }
): { from: string; to: string } {
  const start = startOf(dimension, key)
  const end = addDays(nextStart(dimension, start), -1)
  return { from: start > from ? start : from, to: end < to ? end : to }
}

function startOf(dimension: TimeDimension, key: string): string {
  switch (dimension) {
    case 'day':
    case 'week':
      return key
    case 'month':
      return `${key}-01`
    case 'quarter':
      return `${key.slice(0, 4)}-${String(Number(key.slice(6)) * 3 - 2).padStart(2, '0')}-01`
    case 'year':
      return `${key}-01-01`
  }
}
