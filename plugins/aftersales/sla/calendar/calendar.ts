/** Hours of a day on the wall clock, `HH:MM`. `to` at or before `from` lies on the next day; `24:00` is midnight. */
export interface HourSpan {
  from: string
  to: string
}

/** When work is done. */
export interface CalendarDefinition {
  /** IANA. */
  zone: string
  /** `weekday` 1 is Monday; several spans a day are fine. */
  hours: readonly (HourSpan & { weekday: number })[]
  /** `YYYY-MM-DD`: no work is done on them. */
  holidays: readonly { on: string }[]
  /** Days with hours of their own: worked Saturdays (调休), half days. */
  workingDays: readonly { on: string; spans: readonly HourSpan[] }[]
}

/** A stretch of working time, in milliseconds since the epoch. */
export interface WorkSpan {
  fromMs: number
  toMs: number
}

/** A calendar that is ready to be reckoned with. */
export interface Calendar {
  /** Working time that begins on a day, in order; the day counts days since 1970-01-01 in the calendar's zone. */
  spansOn(day: number): readonly WorkSpan[]
  /** The day of an instant in its zone. */
  dayOf(ms: number): number
}

/** Work goes on at night and on holidays. */
export const aroundTheClock = 'always' as const

/** What clocks reckon with. */
export type WorkingTime = Calendar | typeof aroundTheClock
