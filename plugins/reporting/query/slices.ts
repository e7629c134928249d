import type { Reader } from '#core/database/db'
import type { Clock } from '#core/time'
import { addDays, addMonths, daysBetween, monthEnd } from './calendar.ts'
import type { CubeRead } from './read.ts'
import type { DaySpan } from './types.ts'

/** A stretch of rows that is read at once. Of months `from` and `to` are the firsts of the first and the last. */
export interface Slice extends DaySpan {
  kind: 'days' | 'months'
}

/**
 * What a period is read of: whole months of the table of months where it may be, the days at its edges of that of days.
 * At most three.
 */
export function segmentsOf(span: DaySpan, canUseMonths: boolean): Slice[] {
  const days = (from: string, to: string): Slice[] =>
    from <= to ? [{ kind: 'days', from, to }] : []
  const isFirst = span.from.endsWith('-01')
  const firstMonth = isFirst ? span.from : addMonths(span.from, 1)
  const lastMonth = span.to === monthEnd(span.to) ? addMonths(span.to, 0) : addMonths(span.to, -1)
  if (!canUseMonths || firstMonth > lastMonth) return days(span.from, span.to)
  return [
    ...days(span.from, addDays(firstMonth, -1)),
    { kind: 'months', from: firstMonth, to: lastMonth },
    ...days(addMonths(lastMonth, 1), span.to)
  ]
}

/** Names what is read, for how fast that is. */
export function paceName({ cube, dimensions, filters }: CubeRead, distinct = ''): string {
  const filtered = filters.map(({ dimension }) => dimension)
  return [cube.name, distinct, ...dimensions, '|', ...filtered].join()
}

/** How much is read at once in the beginning, and how long that may take. */
const startUnits = { days: 8, months: 1 }
const targetMs = 12
const paceMax = 500

/**
 * How many days or months a question may read without keeping the process from other requests: SQLite reads in the process
 * itself, unless it is asked to do so in the background. Learned from how long such reads took.
 */
export class Pace {
  readonly #units = new Map<string, number>()
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /**
   * Reads a segment: what is short at once, as far as it is known to be; the rest in the background when it proves to be
   * long. Where there is no background everything is read at once.
   */
  async walk<Row>(
    db: Reader,
    { name, segment }: { name: string; segment: Slice },
    read: (db: Reader, slice: Slice) => Promise<Row[]>,
    take: (rows: Row[]) => void
  ): Promise<void> {
    if (!db.background) return take(await read(db, segment))
    const key = `${name}:${segment.kind}`
    for (let rest: Slice | null = segment, before = 0; rest; ) {
      const all = unitsOf(rest)
      const units = Math.min(all, this.#unitsFor(key, rest.kind))
      // Slices become longer as long as they are quick.
      const isLong = units < all && units <= before
      const slice: Slice = isLong ? rest : { ...rest, to: unitAfter(rest, units - 1) }
      take(await this.#timed(key, slice, (of) => read(isLong ? db.background! : db, of)))
      const next = unitAfter(slice, unitsOf(slice))
      rest = next <= rest.to ? { ...rest, from: next } : null
      before = units
    }
  }

  /** Reads what cannot be read in slices: at once if it is short, else in the background. */
  async whole<Row>(
    db: Reader,
    { name, segment }: { name: string; segment: Slice },
    read: (db: Reader, slice: Slice) => Promise<Row[]>
  ): Promise<Row[]> {
    const key = `${name}:${segment.kind}`
    const isShort = unitsOf(segment) <= this.#unitsFor(key, segment.kind)
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

  #unitsFor(key: string, kind: Slice['kind']): number {
    return this.#units.get(key) ?? startUnits[kind]
  }

  #learn(key: string, units: number, tookMs: number): void {
    const known = this.#units.get(key) ?? 0
    const fitting = Math.floor((units * targetMs) / Math.max(tookMs, targetMs / 4))
    const next = tookMs < targetMs / 4 ? Math.max(known, fitting) : Math.max(fitting, 1)
    this.#units.set(key, next)
    if (this.#units.size > paceMax) this.#units.delete(this.#units.keys().next().value as string)
  }
}

function unitsOf({ kind, from, to }: Slice): number {
  if (kind === 'days') return daysBetween(from, to) + 1
  const months = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))
  return months(to) - months(from) + 1
}

function unitAfter({ kind, from }: Slice, units: number): string {
  return kind === 'days' ? addDays(from, units) : addMonths(from, units)
}
