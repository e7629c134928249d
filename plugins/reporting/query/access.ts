import type { Metric } from '../metrics/metric.ts'
import { MetricConfidential } from './errors.ts'

/** Refuses metrics that tell what goods cost to whoever may not see that. Errors: REPORT_METRIC_CONFIDENTIAL. */
export function assertMaySee(
  metrics: readonly Metric[],
  names: readonly string[],
  canSeeCost: boolean
): void {
  if (canSeeCost) return
  const hidden = new Set(metrics.filter((m) => m.isConfidential).map((m) => m.name))
  const index = names.findIndex((name) => hidden.has(name))
  if (index < 0) return
  const metric = names[index]!
  const permission = 'reports:cost'
  throw new MetricConfidential({ field: `metrics[${index}]`, metric, permission })
}
