import type { Reader } from '#core/database/db'
import { aroundTheClock, type CalendarDefinition, type WorkingTime } from './calendar/calendar.ts'
import { compileCalendar } from './calendar/compile.ts'
import { allCalendars } from './repository/calendars.ts'
import type { SlaCalendarRow } from './tables.ts'

/** Calendars as clocks ask for them; each is compiled when it is first needed. */
export class Calendars {
  readonly defaultId: string | null
  readonly #rows: ReadonlyMap<string, SlaCalendarRow>
  readonly #compiled = new Map<string, WorkingTime>()
  readonly #shopZone: string

  constructor(rows: readonly SlaCalendarRow[], shopZone: string) {
    this.#rows = new Map(rows.map((row) => [row.id, row]))
    this.#shopZone = shopZone
    this.defaultId = rows.find(({ isDefault }) => isDefault === 1)?.id ?? null
  }

  /** Null, and a calendar that is gone: around the clock. */
  of(id: string | null): WorkingTime {
    const row = id === null ? undefined : this.#rows.get(id)
    if (!row) return aroundTheClock
    const known = this.#compiled.get(row.id)
    if (known) return known
    const calendar = compileCalendar(definitionOf(row, this.#shopZone))
    this.#compiled.set(row.id, calendar)
    return calendar
  }
}

/** Reads all calendars: one query. */
export async function loadCalendars(db: Reader, shopZone: string): Promise<Calendars> {
  return new Calendars(await allCalendars(db), shopZone)
}

export function definitionOf(row: SlaCalendarRow, shopZone: string): CalendarDefinition {
  return {
    zone: row.zone ?? shopZone,
    hours: JSON.parse(row.hours),
    holidays: JSON.parse(row.holidays),
    workingDays: JSON.parse(row.workingDays)
  }
}
