import { DateTime } from 'luxon'
import type { LeafShape } from '../definition/condition.ts'

/** A time of day on a date, as a wall clock in the shop shows it. */
export interface WallTime {
  /** 0 is midnight. */
  minuteOfDay: number
  today: WallDay
  yesterday: WallDay
}

export interface WallDay {
  /** Monday is 1. */
  weekday: number
  dayOfMonth: number
}

export type WindowShape = Extract<LeafShape, { window: object }>['window']

/** What the wall clock shows in a zone. */
export function wallTimeOf(nowMs: number, zone: string): WallTime {
  const local = DateTime.fromMillis(nowMs, { zone })
  return {
    minuteOfDay: local.hour * 60 + local.minute,
    today: wallDayOf(local),
    yesterday: wallDayOf(local.minus({ days: 1 }))
  }
}

/** Which weekday and day of the month a local date is. */
export function wallDayOf(local: DateTime): WallDay {
  return { weekday: local.weekday, dayOfMonth: local.day }
}

/**
 * Whether a window is open: [from, to) on its days. One that goes past midnight belongs to the day it began on: Friday
 * from 22:00 to 02:00 is open on Saturday at 01:00.
 */
export function isOpen(window: WindowShape, { minuteOfDay, today, yesterday }: WallTime): boolean {
  const from = minutesOf(window.from ?? '00:00')
  const to = minutesOf(window.to ?? '24:00')
  if (from < to) return isOnDay(window, today) && minuteOfDay >= from && minuteOfDay < to
  return (
    (isOnDay(window, today) && minuteOfDay >= from) ||
    (isOnDay(window, yesterday) && minuteOfDay < to)
  )
}

/** Whether a window opens on a day at all. */
export function isOnDay(window: WindowShape, day: WallDay): boolean {
  return (
    (window.weekdays?.includes(day.weekday) ?? true) &&
    (window.daysOfMonth?.includes(day.dayOfMonth) ?? true)
  )
}

function minutesOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}
