import type { Dimension } from '../cubes/cube.ts'

export const metricUnits = ['money', 'count', 'ratio', 'days', 'milliseconds', 'units'] as const
export type MetricUnit = (typeof metricUnits)[number]

/** Sums of one period and set of rows, by measure; null: there is no figure, such as of an average of nothing. */
export type Sums = Readonly<Record<string, number | null>>

/** A figure that a shop looks at, with one meaning. */
export interface Metric {
  /** camelCase: `grossSales`. */
  name: string
  /** In English and Chinese. */
  title: { en: string; zh: string }
  /** As a person reads it: `netSales / orders`. */
  formula: string
  unit: MetricUnit
  /** Grows when the formula changes. */
  version: number
  /** What it is made of: measures or distinct names of cubes. */
  measures: readonly string[]
  /** From the sums, or null where it has no value (a division by zero). Money may be fractional: it is rounded half-up. */
  value(sums: Sums, period: { days: number }): number | null
  /** Whether more of it is better; null: neither, such as of an average. Colors and the words of comparisons follow it. */
  isMoreBetter: boolean | null
  /** Whether parts of it add up to the whole, over days and over whatever it is told apart by: sums do, averages and counts of buyers do not. */
  isAdditive?: boolean
  /** Whether it tells what goods cost or what is earned with them: for those with `reports:cost` alone. */
  isConfidential?: boolean
  /** Set by the registry: dimensions that it can be told apart by. */
  dimensions?: readonly Dimension[]
}
