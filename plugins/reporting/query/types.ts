import type { Dimension } from '../cubes/cube.ts'
import type { MetricUnit } from '../metrics/metric.ts'

/** Business days in the shop's zone, `YYYY-MM-DD`, both included. */
export interface DaySpan {
  from: string
  to: string
}

/** Spans that are named; `…ToDate` ends with today, `last…` is whole and over. Weeks begin on Monday. */
export const namedPeriods = [
  'today',
  'yesterday',
  'last7Days',
  'last28Days',
  'last30Days',
  'last90Days',
  'weekToDate',
  'lastWeek',
  'monthToDate',
  'lastMonth',
  'quarterToDate',
  'lastQuarter',
  'yearToDate',
  'lastYear',
  'last12Months'
] as const
export type NamedPeriod = (typeof namedPeriods)[number]
export type Period = NamedPeriod | DaySpan

/**
 * What a period is held against: the span of the same length a day, a week, a month or a year before, or right before it.
 * `monthBefore`, `quarterBefore` and `yearBefore` of whole months are the whole months then. A span of one's own is for
 * holidays that move with the moon.
 */
export const namedComparisons = [
  'dayBefore',
  'sameWeekdayLastWeek',
  'previousPeriod',
  'monthBefore',
  'quarterBefore',
  'yearBefore'
] as const
export type NamedComparison = (typeof namedComparisons)[number]
export type Comparison = NamedComparison | DaySpan

/** Only rows whose dimension is one of these. */
export interface ReportFilter {
  dimension: Dimension
  in: readonly string[]
}

/** By a metric, by its change against the comparison, or by a dimension. */
/** By what of a figure rows can be sorted; `changeSize` is the change whatever its sign: what has moved most. */
export const sortables = ['value', 'change', 'changeSize', 'ratio'] as const

export interface ReportSort {
  by: string
  /** Default `value`. The others need a comparison; of a dimension `value` is its key. */
  of?: (typeof sortables)[number]
  direction: 'asc' | 'desc'
}

export interface ReportQuery {
  metrics: readonly string[]
  dimensions?: readonly Dimension[]
  filters?: readonly ReportFilter[]
  period: Period
  comparison?: Comparison
  /** Default: the shop's. Without it, and without a metric of money, figures are of all currencies. */
  currency?: string
  /** Default: time forwards, else the first metric downwards. */
  sort?: readonly ReportSort[]
  /** Rows at most; default 1000. */
  limit?: number
}

/**
 * A metric's figure. Units: money in minor units, rounded half-up; ratios as numbers (0.05 is 5 %).
 * `previous`, `change` and `ratio` are of the comparison; null without one. `ratio` is change / |previous|: null if that is 0.
 */
export interface Figure {
  value: number | null
  previous: number | null
  change: number | null
  ratio: number | null
}

export interface ReportRow {
  /** Dimension → key. Weeks are told by their Monday, quarters as `2026-Q1`. */
  keys: Readonly<Record<string, string>>
  /** Dimension → what people call it; the key where it has no name. */
  labels: Readonly<Record<string, string>>
  /** Metric → figure. */
  values: Readonly<Record<string, Figure>>
}

export interface ReportMetric {
  name: string
  title: { en: string; zh: string }
  unit: MetricUnit
  version: number
  isMoreBetter: boolean | null
}

export interface ReportAnswer {
  period: DaySpan & { days: number }
  comparison: (DaySpan & { days: number }) | null
  /** Of the money; null: no metric is money and no currency was asked for. */
  currency: string | null
  metrics: ReportMetric[]
  dimensions: Dimension[]
  rows: ReportRow[]
  /** Rows there are; more than `rows` when the limit cut them. */
  rowsTotal: number
  /** Of everything, whatever the limit: ratios and distinct counts are reckoned anew, not added up. */
  totals: Readonly<Record<string, Figure>>
}
