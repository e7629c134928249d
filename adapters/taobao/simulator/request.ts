import type { SeenCall } from '#core/channel/simulator'
import type { Instant } from '#core/time'
import { instantMs } from '#core/time'
import { toInstant } from '../map/values.ts'
import { invalid, missing } from './refusal.ts'

/** Parameters of a call, read as their documentation types them. Errors of all: Refusal. */
export class TopRequest {
  readonly method: string
  readonly fields: Readonly<Record<string, string>>
  readonly files: ReadonlyMap<string, { type: string; bytes: number }>

  constructor(
    fields: Readonly<Record<string, string>>,
    files: ReadonlyMap<string, { type: string; bytes: number }>
  ) {
    this.method = fields.method ?? ''
    this.fields = fields
    this.files = files
  }

  text(name: string): string {
    const value = this.fields[name]
    if (value === undefined || value === '') throw missing(name)
    return value
  }

  /** A number as text: it may be beyond 2^53. */
  id(name: string): string {
    const value = this.text(name)
    if (!/^\d{1,19}$/.test(value)) throw invalid(name)
    return value
  }

  integer(name: string, range: { min: number; max: number; default?: number }): number {
    if (this.fields[name] === undefined && range.default !== undefined) return range.default
    const value = Number(this.text(name))
    if (!Number.isInteger(value) || value < range.min || value > range.max) throw invalid(name)
    return value
  }

  boolean(name: string): boolean {
    const value = this.fields[name] ?? 'false'
    if (value !== 'true' && value !== 'false') throw invalid(name)
    return value === 'true'
  }

  yuan(name: string): string {
    const value = this.text(name)
    if (!/^\d{1,9}(\.\d{1,2})?$/.test(value) || Number(value) <= 0) throw invalid(name)
    return value
  }

  time(name: string): Instant {
    const value = this.text(name)
    if (!/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/.test(value)) throw invalid(name)
    try {
      return toInstant(value)
    } catch {
      throw invalid(name)
    }
  }

  /** A span of time by the names of its ends. */
  span([start, end]: readonly [string, string]): NonNullable<SeenCall['slice']> {
    const since = this.time(start)
    const until = this.time(end)
    if (instantMs(until) <= instantMs(since)) throw invalid(end, `${end} must be after ${start}`)
    return { since, until }
  }

  /** What is wanted of an answer: fields, and fields of lists as `orders.oid`. */
  pick<Row extends object>(row: Row): Partial<Row> {
    const wanted = this.text('fields').split(',')
    const picked: Record<string, unknown> = {}
    for (const [key, value] of Object.entries(row)) {
      const inner = wanted.flatMap((one) => (one.startsWith(`${key}.`) ? one.split('.')[1]! : []))
      if (wanted.includes(key)) picked[key] = value
      else if (inner.length > 0) picked[key] = pickInner(value, inner)
    }
    return picked as Partial<Row>
  }
}

/** Lists are wrapped twice: `orders: { order: [...] }`. */
function pickInner(wrapped: unknown, wanted: readonly string[]): unknown {
  return Object.fromEntries(
    Object.entries(wrapped as Record<string, object[]>).map(([name, rows]) => [
      name,
      rows.map((row) => Object.fromEntries(Object.entries(row).filter(([k]) => wanted.includes(k))))
    ])
  )
}

/** A page of a list that counts from its first row, with the total or whether there is another. */
export function pageOf<Row>(
  request: TopRequest,
  rows: readonly Row[],
  sizeMax: number
): { page: Row[]; counted: { total_results: number } | { has_next: boolean } } {
  const number = request.integer('page_no', { min: 1, max: 1_000_000, default: 1 })
  const size = request.integer('page_size', { min: 1, max: sizeMax, default: 40 })
  const page = rows.slice((number - 1) * size, number * size)
  const counted = request.boolean('use_has_next')
    ? { has_next: number * size < rows.length }
    : { total_results: rows.length }
  return { page, counted }
}
