import type { Instant } from '#core/time'
import type { Calendars } from './calendars.ts'
import { isOpen, turnsOf } from './clock.ts'
import { measure } from './history.ts'
import type { SlaCalendarRow, SlaClockRow, SlaPolicyRow } from './tables.ts'

/** A calendar as the API shows it. */
export function presentCalendar({
  hours,
  holidays,
  workingDays,
  isDefault,
  ...row
}: SlaCalendarRow) {
  return {
    ...row,
    isDefault: isDefault === 1,
    hours: JSON.parse(hours),
    holidays: JSON.parse(holidays),
    workingDays: JSON.parse(workingDays)
  }
}

/** A policy as the API shows it. */
export function presentPolicy({ states, pausesAfterReply, isEnabled, ...row }: SlaPolicyRow) {
  return {
    ...row,
    states: JSON.parse(states),
    pausesAfterReply: pausesAfterReply === 1,
    isEnabled: isEnabled === 1
  }
}

/** A clock as it stands now. */
export function presentClock(
  clock: SlaClockRow,
  { calendars, now }: { calendars: Calendars; now: Instant }
) {
  const { history: _, nextAt: __, updatedAt: ___, warnAtBps: ____, isBreached, ...row } = clock
  const turns = turnsOf(clock)
  const { workedMs, heldMs } = row
  // What has ended was measured by the calendar of then.
  const measured =
    isOpen(clock) && turns.at(-1)!.at < now
      ? measure([...turns, { at: now, is: 'stop' }], calendars.of(clock.calendarId))
      : { workedMs, heldMs }
  return {
    ...row,
    ...measured,
    turns,
    isBreached: isBreached === 1
  }
}

/**
 * What the clocks of a case add up to. Units: milliseconds of working time.
 * Source: the issue metrics of ERPNext (hold, average response, resolution and user resolution time).
 */
export function timesOf(clocks: readonly ReturnType<typeof presentClock>[]) {
  const answers = clocks.filter(
    ({ target, state }) => target.endsWith('_response') && state === 'met'
  )
  const answeredMs = answers.reduce((sum, { workedMs }) => sum + workedMs, 0)
  const resolution = clocks.find(({ target }) => target === 'resolution')
  const isOver = resolution?.state === 'met'
  return {
    holdMs: resolution?.heldMs ?? 0,
    responses: answers.length,
    averageResponseMs: answers.length === 0 ? null : Math.round(answeredMs / answers.length),
    resolutionMs: isOver ? resolution.workedMs + resolution.heldMs : null,
    userResolutionMs: isOver ? resolution.workedMs : null,
    firstResolutionMs: resolution?.firstWorkedMs ?? null
  }
}
