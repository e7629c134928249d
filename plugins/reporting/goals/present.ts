import type { Dimension } from '../cubes/cube.ts'
import type { Metric } from '../metrics/metric.ts'
import type { ReportGoalRow } from './tables.ts'
import { fromUnits } from './target.ts'

/** A goal as the API shows it. `metric`: its own; undefined: it is not offered any more, so the target stays as it is kept. */
export function presentGoal(row: ReportGoalRow, metric: Metric | undefined) {
  const { fromOn, toOn, targetUnits, filters, position: _, createdBy: __, ...plain } = row
  return {
    ...plain,
    period: { from: fromOn, to: toOn },
    filters: JSON.parse(filters) as { dimension: Dimension; in: string[] }[],
    target: metric ? fromUnits(metric, targetUnits) : targetUnits
  }
}
