import { allMetrics } from '../../plugins/reporting/metrics/registry.ts'

/** A metric's value from sums that are given. */
export function valueIn(name: string, sums: Record<string, number>, days = 1): number | null {
  const metric = allMetrics.find((one) => one.name === name)
  if (!metric) throw new Error(`no metric ${name}`)
  return metric.value(sums, { days })
}
