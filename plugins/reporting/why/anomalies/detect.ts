import type { Reader } from '#core/database/db'
import { addDays } from '../../query/calendar.ts'
import { cubeFor } from '../../query/catalog.ts'
import { runQuery } from '../../query/run.ts'
import type { ReportAnswer } from '../../query/types.ts'
import type { ReportingScope } from '../../scope.ts'
import { type WatchedMetric, watchedMetrics } from '../tables.ts'
import { type ControlLimits, controlLimits } from './limits.ts'

/** A figure beyond its limits. */
export interface Outlier extends ControlLimits {
  /** Empty: of all channels together. */
  channelId: string
  metric: WatchedMetric
  value: number
  direction: 'high' | 'low'
  /** The day of the same weekday whose figure is nearest to what is expected, the latest of them. */
  usualOn: string
}

/** A figure that was looked at, and what it was if it was beyond its limits. */
export interface Watched {
  channelId: string
  metric: WatchedMetric
  outlier: Outlier | null
}

/** How much history figures are held against. */
export interface WatchOptions {
  /** Same weekdays before. */
  weeks: number
  weeksMin: number
}

const counts: ReadonlySet<WatchedMetric> = new Set(['orders', 'visitors'])
/** Figures that are 0 on a day without any row; of the others nothing is known then. */
const zeroWithoutRow: ReadonlySet<WatchedMetric> = new Set(['netSales', 'orders', 'refunds'])

/**
 * Holds the figures of a day, of each channel and of all, against those of the same weekday in the weeks before. What has too
 * little history is not judged. Two questions.
 */
export async function watchDay(
  db: Reader,
  scope: ReportingScope,
  { dayOn, weeks, weeksMin }: WatchOptions & { dayOn: string }
): Promise<Watched[]> {
  const period = { from: addDays(dayOn, -7 * weeks), to: dayOn }
  const metrics = watchedMetrics.filter((name) => isKept(scope, name))
  const query = (dimensions: ('channel' | 'day')[]) =>
    runQuery(db, scope, { metrics, dimensions, period, limit: Number.MAX_SAFE_INTEGER })
  const series = [
    ...seriesOf(await query(['day']), metrics, () => ''),
    ...seriesOf(await query(['channel', 'day']), metrics, (keys) => keys.channel!)
  ]
  const sameWeekdays = Array.from({ length: weeks }, (_, at) => addDays(dayOn, -7 * (at + 1)))
  return series.flatMap((one) => judge(one, { dayOn, sameWeekdays, weeksMin }))
}

function isKept({ metrics, cubes }: ReportingScope, name: string): boolean {
  const metric = metrics.find((one) => one.name === name)
  return metric?.measures.every((measure) => cubeFor(cubes, measure, ['channel', 'day'])) === true
}

/** Figures of one channel by day. */
interface Series {
  channelId: string
  metrics: readonly WatchedMetric[]
  /** The first day of which anything is known. */
  firstOn: string
  byDay: Map<string, Partial<Record<WatchedMetric, number | null>>>
}

function seriesOf(
  { rows }: ReportAnswer,
  metrics: readonly WatchedMetric[],
  channelOf: (keys: Readonly<Record<string, string>>) => string
): Series[] {
  const byChannel = new Map<string, Series>()
  for (const { keys, values } of rows) {
    const figures = Object.fromEntries(metrics.map((name) => [name, values[name]!.value]))
    if (Object.values(figures).every((value) => value === null || value === 0)) continue
    const channelId = channelOf(keys)
    const known = byChannel.get(channelId)
    const day = keys.day!
    const series = known ?? { channelId, metrics, firstOn: day, byDay: new Map() }
    if (day < series.firstOn) series.firstOn = day
    series.byDay.set(day, figures)
    byChannel.set(channelId, series)
  }
  return [...byChannel.values()]
}

function judge(
  { channelId, metrics, firstOn, byDay }: Series,
  {
    dayOn,
    sameWeekdays,
    weeksMin
  }: { dayOn: string; sameWeekdays: readonly string[]; weeksMin: number }
): Watched[] {
  return metrics.flatMap((metric): Watched[] => {
    const at = (day: string): number | null => {
      if (day < firstOn) return null
      const value = byDay.get(day)?.[metric] ?? null
      // Nobody counts visitors on a day without any: they were not told, or not yet.
      if (metric === 'visitors' && value === 0) return null
      return value === null && zeroWithoutRow.has(metric) ? 0 : value
    }
    const value = at(dayOn)
    const days = sameWeekdays.flatMap((day) => {
      const before = at(day)
      return before === null ? [] : [{ day, before }]
    })
    const history = days.map(({ before }) => before)
    const limits = controlLimits(history, { historyMin: weeksMin, isCount: counts.has(metric) })
    if (value === null || limits === null) return []
    const direction = value > limits.upper ? 'high' : value < limits.lower ? 'low' : null
    if (direction === null) return [{ channelId, metric, outlier: null }]
    const distance = (of: number) => Math.abs(of - limits.expected)
    const usual = days.reduce((best, one) =>
      distance(one.before) < distance(best.before) ? one : best
    )
    const outlier = { channelId, metric, value, direction, usualOn: usual.day, ...limits } as const
    return [{ channelId, metric, outlier }]
  })
}
