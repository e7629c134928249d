import { DateTime, IANAZone, type Zone } from 'luxon'
import type { Calendar, CalendarDefinition, HourSpan, WorkSpan } from './calendar.ts'

const dayMs = 86_400_000
const minuteMs = 60_000

/** Reads a calendar once; days are reckoned when they are first asked for, and kept. */
export function compileCalendar(definition: CalendarDefinition): Calendar {
  const zone = IANAZone.create(definition.zone)
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

function workSpan({ from, to }: HourSpan, day: number, zone: Zone): WorkSpan {
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
 * daylight saving skips it. luxon reads a time that is there twice by the offset that holds today.
 */
function wallMs(day: number, minutes: number, zone: Zone): number {
  const asUtcMs = day * dayMs + minutes * minuteMs
  const [before, after] = [zone.offset(asUtcMs - dayMs), zone.offset(asUtcMs + dayMs)]
  const found = [before, after]
    .map((offset) => ({ offset, ms: asUtcMs - offset * minuteMs }))
    .filter(({ offset, ms }) => zone.offset(ms) === offset)
    .map(({ ms }) => ms)
  if (found.length > 0) return Math.min(...found)
  let early = asUtcMs - after * minuteMs
  let late = asUtcMs - before * minuteMs
  while (late - early > 1) {
    const middle = Math.floor((early + late) / 2)
    if (zone.offset(middle) === after) late = middle
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
