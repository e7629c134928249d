import type { Reader } from '#core/database/db'
import { turn } from '#core/pages'
import type { Clock } from '#core/time'
import { addDays, addMonths, daysBetween, mondayOf, monthEnd } from './calendar.ts'
import type { CubeRead } from './read.ts'
import type { DaySpan } from './types.ts'

/**
 * A stretch of rows that is read at once. Of months `from` and `to` are the firsts of the first and the last; of weeks, their
 * Mondays.
 */
export interface Slice extends DaySpan {
  kind: 'days' | 'weeks' | 'months'
}

/**
 * What a period is read of: whole weeks or months of a table of those where it may be, the days at its edges of that of
 * days. At most three. Where both may be, whichever leaves fewer days at the edges.
 */
export function segmentsOf(
  span: DaySpan,
  { weeks, months }: { weeks: boolean; months: boolean }
): Slice[] {
  const days: Slice[] = [{ kind: 'days', ...span }]
  const ways = [
    ...(months ? [around(span, monthsIn(span))] : []),
    ...(weeks ? [around(span, weeksIn(span))] : []),
    days
  ]
  return ways.reduce((best, way) => (daysRead(way) < daysRead(best) ? way : best))
}

/** Whole weeks or months, and the days before and after them; days alone where there are none. */
function around(span: DaySpan, inner: Slice): Slice[] {
  if (inner.from > inner.to) return [{ kind: 'days', ...span }]
  const edges: Slice[] = [
    { kind: 'days', from: span.from, to: addDays(inner.from, -1) },
    { kind: 'days', from: unitAfter(inner, unitsOf(inner)), to: span.to }
  ]
  const [before, after] = edges.map((edge) => (edge.from <= edge.to ? [edge] : []))
  return [...before!, inner, ...after!]
}

function monthsIn({ from, to }: DaySpan): Slice {
  return {
    kind: 'months',
    from: from.endsWith('-01') ? from : addMonths(from, 1),
    to: addMonths(to, to === monthEnd(to) ? 0 : -1)
  }
}

function weeksIn({ from, to }: DaySpan): Slice {
  return {
    kind: 'weeks',
    from: mondayOf(addDays(from, 6)),
    to: addDays(mondayOf(addDays(to, 1)), -7)
  }
}

function daysRead(way: readonly Slice[]): number {
  return way.filter(({ kind }) => kind === 'days').reduce((sum, slice) => sum + unitsOf(slice), 0)
}

/** Names what is read, for how fast that is. */
export function paceName({ cube, dimensions, filters }: CubeRead, distinct = ''): string {
  const filtered = filters.map(({ dimension }) => dimension)
  return [cube.name, distinct, ...dimensions, '|', ...filtered].join()
}

/** How much is read at once in the beginning, and how long that may take. */
const startUnits = { days: 8, weeks: 2, months: 1 }
const targetMs = 12
/** So many slices that do not grow are still read in the process: the background has a price of its own. */
const slicesMax = 3
const paceMax = 500

/**
 * How many days, weeks or months a question may read without keeping the process from other requests: SQLite reads in the process
 * itself, unless it is asked to do so in the background. Learned from how long such reads took.
 */
export class Pace {
  readonly #units = new Map<string, number>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Reads a segment slice by slice, with a turn of the event loop for others between them, as long as slices grow or the rest
   * fits into a few; the rest in the background when it proves to be long. Where there is no background everything is read
   * at once.
   */
  async walk<Row>(
    db: Reader,
    { name, segment }: { name: string; segment: Slice },
    read: (db: Reader, slice: Slice) => Promise<Row[]>,
    take: (rows: Row[]) => Promise<void>
  ): Promise<void> {
    if (!db.background) return take(await read(db, segment))
    const key = `${name}:${segment.kind}`
    for (let rest: Slice = segment, before = 0; ; ) {
      const all = unitsOf(rest)
      const fitting = this.#fittingUnits(key, rest.kind)
      const units = Math.min(all, Math.max(1, Math.floor(fitting)))
      const isLong = fitting < 1 || (units <= before && all > units * slicesMax)
      if (before > 0 && isLong) return take(await read(db.background, rest))
      const slice: Slice = { ...rest, to: unitAfter(rest, units - 1) }
      await take(await this.#timed(key, slice, (of) => read(db, of)))
      if (units === all) return
      rest = { ...rest, from: unitAfter(rest, units) }
      before = units
      await turn()
    }
  }

  /** Reads what cannot be read in slices: at once if it is short, else in the background. */
  async whole<Row>(
    db: Reader,
    { name, segment }: { name: string; segment: Slice },
    read: (db: Reader, slice: Slice) => Promise<Row[]>
  ): Promise<Row[]> {
    const key = `${name}:${segment.kind}`
    const isShort = unitsOf(segment) <= this.#fittingUnits(key, segment.kind)
    const from = isShort ? db : (db.background ?? db)
    return this.#timed(key, segment, (slice) => read(from, slice))
  }

  async #timed<Row>(
    key: string,
    slice: Slice,
    read: (slice: Slice) => Promise<Row[]>
  ): Promise<Row[]> {
    const startedMs = this.#clock.monotonicMs()
    const rows = await read(slice)
    this.#learn(key, unitsOf(slice), this.#clock.monotonicMs() - startedMs)
    return rows
  }

  /** Less than one where not even one fits. */
  #fittingUnits(key: string, kind: Slice['kind']): number {
    return this.#units.get(key) ?? startUnits[kind]
  }

  /** A single slow read may be the machine's doing: the next is half as much, not a hundredth. */
  #learn(key: string, units: number, tookMs: number): void {
    const known = this.#units.get(key) ?? 0
    const fitting = (units * targetMs) / Math.max(tookMs, targetMs / 4)
    const least = tookMs < targetMs / 4 ? known : known / 2
    this.#units.set(key, Math.max(fitting, least))
    if (this.#units.size > paceMax) this.#units.delete(this.#units.keys().next().value as string)
  }
}

function unitsOf({ kind, from, to }: Slice): number {
  if (kind === 'days') return daysBetween(from, to) + 1
  if (kind === 'weeks') return daysBetween(from, to) / 7 + 1
  const months = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))
  return months(to) - months(from) + 1
}

function unitAfter({ kind, from }: Slice, units: number): string {
  if (kind === 'months') return addMonths(from, units)
  return addDays(from, kind === 'weeks' ? 7 * units : units)
}
