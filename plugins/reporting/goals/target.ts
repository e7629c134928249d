import type { Metric } from '../metrics/metric.ts'

const millionths = 1_000_000

/** Units that a target is kept in for each of the metric's: so that targets are whole numbers. */
export function scaleOf({ unit }: Pick<Metric, 'unit'>): number {
  return unit === 'money' || unit === 'units' || unit === 'milliseconds' ? 1 : millionths
}

/** A target in whole units. Counts are kept in millionths too where they are averages, such as scores. */
export function toUnits(metric: Metric, target: number): number {
  const scale = isWhole(metric) ? 1 : scaleOf(metric)
  return Math.round(target * scale)
}

export function fromUnits(metric: Metric, units: number): number {
  return units / (isWhole(metric) ? 1 : scaleOf(metric))
}

/** Whether its targets are whole numbers of its own unit. */
export function isWhole({ unit, isAdditive }: Metric): boolean {
  return isAdditive === true || unit === 'money' || unit === 'units' || unit === 'milliseconds'
}
