import { ValidationFailed } from '#core/http/errors'
import { isZone } from '#core/zone'
import type { CalendarInputShape } from '../schema.ts'

/** Working time a week has at least: with less, a target of days would end in years. */
const weekMinutesMin = 60

/** Checks what the schema of a calendar cannot. Errors: VALIDATION_FAILED. */
export function checkCalendar(input: CalendarInputShape): void {
  const { zone, hours, holidays, workingDays } = input
  const errors: { pointer: string; detail: string }[] = []
  if (zone !== null && zone !== undefined && !isZone(zone)) {
    errors.push({ pointer: '#/zone', detail: `${zone} is no IANA time zone: write Asia/Shanghai` })
  }
  const spans = [
    ...hours.map((span, index) => ({ span, at: `#/hours/${index}` })),
    ...workingDays.flatMap((day, index) =>
      day.spans.map((span, place) => ({ span, at: `#/workingDays/${index}/spans/${place}` }))
    )
  ]
  for (const { span, at } of spans) {
    if (span.from !== span.to) continue
    const detail = 'is the same as from: a whole day is from 00:00 to 24:00'
    errors.push({ pointer: `${at}/to`, detail })
  }
  const dates = [
    ...holidays.map(({ on }, index) => ({ on, pointer: `#/holidays/${index}/on` })),
    ...workingDays.map(({ on }, index) => ({ on, pointer: `#/workingDays/${index}/on` }))
  ]
  const seen = new Set<string>()
  for (const { on, pointer } of dates) {
    if (seen.has(on)) errors.push({ pointer, detail: `${on} is there already: name each day once` })
    seen.add(on)
  }
  if (errors.length === 0 && weekMinutes(hours) < weekMinutesMin) {
    const detail = `a week needs ${weekMinutesMin} minutes of work at least: add hours`
    errors.push({ pointer: '#/hours', detail })
  }
  if (errors.length > 0) throw new ValidationFailed({ errors })
}

function weekMinutes(hours: CalendarInputShape['hours']): number {
  const minutes = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3, 5))
  return hours.reduce((sum, { from, to }) => {
    const length = minutes(to) - minutes(from)
    return sum + (length > 0 ? length : length + 1440)
  }, 0)
}
