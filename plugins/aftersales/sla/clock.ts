import { newId } from '#core/ids'
import { type Instant, instantAt, instantMs } from '#core/time'
import { aroundTheClock, type WorkingTime } from './calendar/calendar.ts'
import { measure, reaches, type Turn, turned } from './history.ts'
import type { ClockTarget, SlaClockRow } from './tables.ts'

/** A clock as it is started. */
export interface ClockStart
  extends Pick<SlaClockRow, 'caseId' | 'ordinal' | 'caseState' | 'calendarId' | 'targetMs'> {
  target: Exclude<ClockTarget, 'platform'>
  warnAtBps: number
  at: Instant
  isHeld: boolean
}

/** Starts a clock. */
export function startClock(start: ClockStart, calendar: WorkingTime): SlaClockRow {
  const { at, isHeld, ...named } = start
  return reckoned({ ...blank(at), ...named }, [{ at, is: isHeld ? 'hold' : 'run' }], calendar)
}

/** Starts to watch the platform's deadline; it is due soon so many milliseconds before. */
export function watchPlatform(
  {
    caseId,
    ordinal,
    at,
    dueAt
  }: { at: Instant; dueAt: Instant } & Pick<SlaClockRow, 'caseId' | 'ordinal'>,
  warnBeforeMs: number
): SlaClockRow {
  const warnAt = instantAt(instantMs(dueAt) - warnBeforeMs)
  const turns: Turn[] = [{ at, is: 'run' }]
  const named = { caseId, ordinal, target: 'platform' as const, dueAt, warnAt }
  return reckoned({ ...blank(at), ...named }, turns, aroundTheClock)
}

function blank(at: Instant): SlaClockRow {
  return {
    ...{ id: newId('slk'), caseId: '', target: 'resolution', ordinal: 1, caseState: null },
    ...{ calendarId: null, targetMs: null, warnAtBps: 10_000, state: 'running', history: '[]' },
    ...{ startedAt: at, endedAt: null, workedMs: 0, heldMs: 0 },
    ...{ firstMetAt: null, firstWorkedMs: null, dueAt: null, warnAt: null },
    ...{ warnedAt: null, breachedAt: null, isBreached: 0, nextAt: null, updatedAt: at }
  }
}

/** Lets a clock run, rest or end from an instant on. `as`: what it is once it has stopped. */
export function turnClock(
  clock: SlaClockRow,
  turn: Turn & { as?: 'met' | 'dropped' },
  calendar: WorkingTime
): SlaClockRow {
  const next = reckoned(clock, turned(turnsOf(clock), { at: turn.at, is: turn.is }), calendar)
  if (turn.is !== 'stop') return next
  const state = turn.as ?? 'met'
  const isFirst = state === 'met' && next.firstMetAt === null
  const ended: SlaClockRow = {
    ...next,
    state,
    ...(isFirst && { firstMetAt: next.endedAt, firstWorkedMs: next.workedMs })
  }
  // Told of an answer late, it may turn out to have been in time.
  return ended.isBreached === 0 ? { ...ended, breachedAt: null } : ended
}

/** A clock with what its calendar makes of its turns now; told anew of what lies ahead again. */
export function recomputeClock(
  clock: SlaClockRow,
  calendar: WorkingTime,
  now: Instant
): SlaClockRow {
  const next = reckoned(clock, turnsOf(clock), calendar)
  const isAhead = (at: Instant | null) => at === null || at > now
  const fresh: SlaClockRow = {
    ...next,
    warnedAt: isAhead(next.warnAt) ? null : next.warnedAt,
    ...(isAhead(next.dueAt) && { breachedAt: null, isBreached: 0 })
  }
  return { ...fresh, nextAt: nextOf(fresh) }
}

export function turnsOf({ history }: Pick<SlaClockRow, 'history'>): Turn[] {
  return JSON.parse(history) as Turn[]
}

export function isOpen({ state }: Pick<SlaClockRow, 'state'>): boolean {
  return state === 'running' || state === 'paused'
}

/** Writes what follows from the turns of a clock. */
function reckoned(clock: SlaClockRow, turns: readonly Turn[], calendar: WorkingTime): SlaClockRow {
  const last = turns.at(-1)!
  const { workedMs, heldMs } = measure(turns, calendar)
  const { targetMs, warnAtBps } = clock
  const isPlatform = clock.target === 'platform'
  const reached = (ms: number) => (targetMs === null ? null : reaches(turns, calendar, ms))
  const dueAt = isPlatform ? clock.dueAt : reached(targetMs ?? 0)
  const warnMs = Math.floor(((targetMs ?? 0) * warnAtBps) / 10_000)
  const endedAt = last.is === 'stop' ? last.at : null
  const isLate = isPlatform
    ? endedAt !== null && endedAt > dueAt!
    : targetMs !== null && workedMs > targetMs
  const next: SlaClockRow = {
    ...clock,
    state: last.is === 'run' ? 'running' : last.is === 'hold' ? 'paused' : clock.state,
    history: JSON.stringify(turns),
    ...{ workedMs, heldMs, dueAt, endedAt },
    warnAt: isPlatform ? clock.warnAt : reached(warnMs),
    isBreached: isLate ? 1 : endedAt === null ? clock.isBreached : 0
  }
  return { ...next, nextAt: endedAt === null ? nextOf(next) : null }
}

/** When there is something to tell of it: that it is due soon, then that it is breached. */
export function nextOf(
  clock: Pick<SlaClockRow, 'dueAt' | 'warnAt' | 'warnedAt' | 'breachedAt'>
): Instant | null {
  if (clock.dueAt === null || clock.breachedAt !== null) return null
  const warnAt = clock.warnedAt === null ? clock.warnAt : null
  return warnAt !== null && warnAt < clock.dueAt ? warnAt : clock.dueAt
}
