import type { PlainRow } from './answer.ts'
import { ReportQueryInvalid } from './errors.ts'
import type { Plan } from './plan.ts'
import type { ReportSort } from './types.ts'

/** How rows are ordered; checked before anything is read. Errors: REPORT_QUERY_INVALID. */
export function sortsOf(
  plan: Plan,
  asked: readonly ReportSort[] | undefined,
  hasComparison: boolean
): ReportSort[] {
  const first = plan.metrics[0]!.name
  const byTime: ReportSort[] = plan.time ? [{ by: plan.time, direction: 'asc' }] : []
  const sorts = asked ? [...asked] : [...byTime, { by: first, direction: 'desc' } as ReportSort]
  for (const [index, { by, of = 'value' }] of sorts.entries()) {
    const field = `sort[${index}]`
    const isMetric = plan.metrics.some(({ name }) => name === by)
    const isDimension = (plan.dimensions as readonly string[]).includes(by)
    if (!isMetric && !isDimension) {
      const known = [...plan.metrics.map(({ name }) => name), ...plan.dimensions]
      const fix = `${JSON.stringify(by)} is not asked for; sort by ${known.join(', ')}`
      throw new ReportQueryInvalid({ field: `${field}.by`, fix })
    }
    if (of === 'value') continue
    if (isMetric && hasComparison) continue
    const fix = isMetric ? `${of} needs a comparison` : 'a dimension has no change'
    throw new ReportQueryInvalid({ field: `${field}.of`, fix })
  }
  return sorts
}

/** Orders rows; those without a figure come last, equal ones by their keys. */
export function sortRows(rows: PlainRow[], plan: Plan, sorts: readonly ReportSort[]): PlainRow[] {
  const isDimension = (name: string) => (plan.dimensions as readonly string[]).includes(name)
  const compared = sorts.map(({ by, of = 'value', direction }) => {
    const sign = direction === 'asc' ? 1 : -1
    if (isDimension(by)) {
      return (a: PlainRow, b: PlainRow) => sign * compareTexts(a.keys[by]!, b.keys[by]!)
    }
    return (a: PlainRow, b: PlainRow) => compareFigures(a.values[by]![of], b.values[by]![of], sign)
  })
  for (const name of plan.dimensions) {
    compared.push((a, b) => compareTexts(a.keys[name]!, b.keys[name]!))
  }
  return rows.sort((a, b) => {
    for (const compare of compared) {
      const order = compare(a, b)
      if (order !== 0) return order
    }
    return 0
  })
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function compareFigures(a: number | null, b: number | null, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  return sign * (a - b)
}
