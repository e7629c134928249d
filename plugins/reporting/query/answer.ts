import { inParts } from '#core/pages'
import type { Labels } from '../cubes/cube.ts'
import type { Metric } from '../metrics/metric.ts'
import { daysIn, isTime, type TimeDimension, timeKeys, weekLabel } from './calendar.ts'
import { type Gathered, type GroupSums, keyOf, textOf } from './groups.ts'
import { lengthOf } from './period.ts'
import type { Plan } from './plan.ts'
import type { DaySpan, Figure, ReportRow } from './types.ts'

/** A period with what was read of it. */
export interface Side {
  span: DaySpan
  gathered: Gathered
}

/** What rows are made of. */
export interface AnswerParts {
  plan: Plan
  now: Side
  before: Side | null
  /** The business day it is: days to come count for nothing in averages. */
  today: string
}

/** Rows that are made at once. */
const rowsAtOnce = 1000

/** A row before it has labels. */
export type PlainRow = Omit<ReportRow, 'labels'>

/** What a row is made of. Its figures are made when it is to be shown: of thousands that is a few. */
export interface Group {
  /** In the order of the dimensions. */
  keys: readonly string[]
  now: Reckoned
  then: Reckoned | null
}

/** Figures of each metric in all of the period. */
export function totalsOf({ plan, now, before, today }: AnswerParts): Record<string, Figure> {
  const days = passedDays(now.span, today)
  const then = before && { sums: before.gathered.totals, days: passedDays(before.span, today) }
  return figuresOf(plan.metrics, { now: { sums: now.gathered.totals, days }, then })
}

/**
 * One group for each combination of keys that has figures in the period or in what it is held against. Spans of time of the
 * comparison stand beside those of the period in their order: the first month beside the first. By time alone, every span
 * has one.
 */
export function* groupsOf(parts: AnswerParts): Generator<Group> {
  const { plan, now, before, today } = parts
  const earlier = before ? alignedGroups(plan, now.span, before) : new Map<string, Aligned>()
  const texts = new Set([...now.gathered.groups.keys(), ...earlier.keys()])
  if (plan.dimensions.length === 0) texts.add('')
  const only = plan.dimensions.length === 1 ? plan.time : null
  if (only)
    for (const key of timeKeys(only, { ...now.span, to: min(now.span.to, today) })) texts.add(key)
  const at = plan.time ? plan.dimensions.indexOf(plan.time) : -1
  const days = passedDays(now.span, today)
  const daysBefore = before ? passedDays(before.span, today) : 0
  const daysOf = new Map<string, number>()
  const passedOf = (time: TimeDimension, key: string): number => {
    const known = daysOf.get(key) ?? passedDays(daysIn(time, key, now.span), today)
    daysOf.set(key, known)
    return known
  }
  for (const text of texts) {
    const keys = plan.dimensions.length === 0 ? [] : keyOf(text)
    const sums = now.gathered.groups.get(text) ?? now.gathered.empty
    const other = earlier.get(text)
    const then = before && {
      sums: other?.sums ?? before.gathered.empty,
      days: plan.time && other ? passedDays(other.span, today) : daysBefore
    }
    const own = plan.time ? passedOf(plan.time, keys[at]!) : days
    yield { keys, now: { sums, days: own }, then }
  }
}

/** Groups as rows of the answer. */
export async function rowsOf({ dimensions, metrics }: Plan, groups: readonly Group[]) {
  const rows: PlainRow[] = []
  await inParts(groups, rowsAtOnce, (part) => {
    for (const group of part) {
      const keys = Object.fromEntries(dimensions.map((name, at) => [name, group.keys[at]!]))
      rows.push({ keys, values: figuresOf(metrics, group) })
    }
  })
  return rows
}

interface Aligned {
  sums: GroupSums
  span: DaySpan
}

/** Groups of the comparison under the keys that they stand beside; those beyond the period's end are left out. */
function alignedGroups(plan: Plan, span: DaySpan, before: Side): Map<string, Aligned> {
  const { time, dimensions } = plan
  const { groups } = before.gathered
  if (!time) return new Map([...groups].map(([text, sums]) => [text, { sums, span: before.span }]))
  const beside = timeKeys(time, span)
  const places = new Map(timeKeys(time, before.span).map((key, index) => [key, beside[index]]))
  const at = dimensions.indexOf(time)
  const aligned = new Map<string, Aligned>()
  for (const [text, sums] of groups) {
    const keys = keyOf(text)
    const own = keys[at]!
    const key = places.get(own)
    if (key === undefined) continue
    keys[at] = key
    aligned.set(textOf(keys), { sums, span: daysIn(time, own, before.span) })
  }
  return aligned
}

interface Reckoned {
  sums: GroupSums
  days: number
}

type Sides = Pick<Group, 'now' | 'then'>

function figuresOf(metrics: readonly Metric[], sides: Sides): Record<string, Figure> {
  return Object.fromEntries(metrics.map((metric) => [metric.name, figureOf(metric, sides)]))
}

/** A metric's figure of a group. */
export function figureOf(metric: Metric, { now, then }: Sides): Figure {
  const value = metricValue(metric, now)
  const previous = then && metricValue(metric, then)
  const change = value === null || previous === null ? null : value - previous
  const ratio = change === null || !previous ? null : change / Math.abs(previous)
  return { value, previous, change, ratio }
}

/** A metric's value; money rounded half away from zero, and no figure that is not a number. */
export function metricValue(metric: Metric, { sums, days }: Reckoned): number | null {
  const value = metric.value(sums, { days })
  if (value === null || !Number.isFinite(value)) return null
  if (metric.unit !== 'money') return value
  const rounded = Math.sign(value) * Math.round(Math.abs(value))
  return rounded === 0 ? 0 : rounded
}

/** Days of a span that are over or run; one at least. */
function passedDays(span: DaySpan, today: string): number {
  return Math.max(1, lengthOf({ from: span.from, to: min(span.to, today) }))
}

function min(a: string, b: string): string {
  return a < b ? a : b
}

/** Names of keys as people know them. Keys without a name stand for themselves. */
export async function labelsOf(
  rows: readonly PlainRow[],
  plan: Plan,
  labelsFor: (dimension: string) => ((keys: readonly string[]) => ReturnType<Labels>) | undefined
): Promise<ReportRow[]> {
  const names = new Map<string, Map<string, string>>()
  for (const dimension of plan.dimensions) {
    const keys = [...new Set(rows.map((row) => row.keys[dimension]!))]
    if (dimension === 'week')
      names.set(dimension, new Map(keys.map((key) => [key, weekLabel(key)])))
    const labels = isTime(dimension) ? undefined : labelsFor(dimension)
    if (labels && keys.length > 0) names.set(dimension, await labels(keys))
  }
  const labelled: ReportRow[] = []
  await inParts(rows, rowsAtOnce, (part) => {
    for (const { keys, values } of part) {
      const labels: Record<string, string> = {}
      for (const name in keys) labels[name] = names.get(name)?.get(keys[name]!) ?? keys[name]!
      labelled.push({ keys, labels, values })
    }
  })
  return labelled
}
