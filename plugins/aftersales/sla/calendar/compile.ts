import { DateTime } from 'luxon'
import type { Calendar, CalendarDefinition, HourSpan, WorkSpan } from './calendar.ts'

const dayMs = 86_400_000

/** Reads a calendar once; days are reckoned when they are first asked for, and kept. */
export function compileCalendar(definition: CalendarDefinition): Calendar {
  const { zone } = definition
  const hoursOf = (weekday: number) => definition.hours.filter((span) => span.weekday === weekday)
  const byWeekday = [1, 2, 3, 4, 5, 6, 7].map(hoursOf)
  const byDate = new Map<string, readonly HourSpan[]>()
  for (const { on } of definition.holidays) byDate.set(on, [])
  for (const { on, spans } of definition.workingDays) byDate.set(on, spans)
  const kept = new Map<number, readonly WorkSpan[]>()
  return {
    dayOf: (ms) => {
      const { year, month, day } = DateTime.fromMillis(ms, { zone })
      return Date.UTC(year, month - 1, day) / dayMs
    },
    spansOn(day) {
      const known = kept.get(day)
      if (known) return known
      const hours = byDate.get(dateOf(day)) ?? byWeekday[weekdayOf(day) - 1]!
      const spans = merged(hours.map((span) => workSpan(span, day, zone)))
      kept.set(day, spans)
      return spans
    }
  }
}

/** 1970-01-01 was a Thursday. */
function weekdayOf(day: number): number {
  return ((((day + 3) % 7) + 7) % 7) + 1
}

function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10)
}

function workSpan({ from, to }: HourSpan, day: number, zone: string): WorkSpan {
  const isOvernight = to <= from
  return {
    fromMs: wallMs(day, minutesOf(from), zone),
    toMs: wallMs(day, minutesOf(to) + (isOvernight ? 1440 : 0), zone)
  }
}

function minutesOf(text: string): number {
  return Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))
}

/**
 * The instant at which the wall clock shows a time: the first when it does so twice, and the instant of the change when
 * daylight saving skips it.
 */
function wallMs(day: number, minutes: number, zone: string): number {
  const date = new Date((day + Math.floor(minutes / 1440)) * dayMs)
  const wall = {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: Math.floor((minutes % 1440) / 60),
    minute: minutes % 60
  }
  const found = DateTime.fromObject(wall, { zone })
  const isSkipped = found.hour !== wall.hour || found.minute !== wall.minute
  return isSkipped ? changeBefore(found) : found.toMillis()
}

/** When the offset that holds at a time began; luxon moves a skipped time behind the change, by three hours at most. */
function changeBefore(after: DateTime): number {
  let late = after.toMillis()
  let early = late - 3 * 3_600_000
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2)
    const { offset } = DateTime.fromMillis(middle, { zone: after.zone })
    if (offset === after.offset) late = middle
    else early = middle
  }
  return late
}

/** In order, without what has no length or lies inside of another. */
function merged(spans: readonly WorkSpan[]): WorkSpan[] {
  const result: WorkSpan[] = []
  for (const span of spans.toSorted((a, b) => a.fromMs - b.fromMs)) {
    if (span.toMs <= span.fromMs) continue
    const last = result.at(-1)
    if (last && span.fromMs <= last.toMs) last.toMs = Math.max(last.toMs, span.toMs)
    else result.push({ ...span })
  }
  return result
}
