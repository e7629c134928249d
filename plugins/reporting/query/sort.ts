import { figureOf, type Group } from './answer.ts'
import { ReportQueryInvalid } from './errors.ts'
import type { Plan } from './plan.ts'
import type { Figure, ReportSort } from './types.ts'

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

/** Orders groups; those without a figure come last, equal ones by their keys. What they are ordered by is reckoned once. */
export function sortGroups(
  groups: readonly Group[],
  plan: Plan,
  sorts: readonly ReportSort[]
): Group[] {
  const placeOf = (name: string) => (plan.dimensions as readonly string[]).indexOf(name)
  const compared = sorts.map((sort, at) => {
    const sign = sort.direction === 'asc' ? 1 : -1
    const place = placeOf(sort.by)
    return place >= 0
      ? (a: Sortable, b: Sortable) =>
          sign * compareTexts(a.group.keys[place]!, b.group.keys[place]!)
      : (a: Sortable, b: Sortable) => compareFigures(a.figures[at]!, b.figures[at]!, sign)
  })
  for (const place of plan.dimensions.keys()) {
    compared.push((a, b) => compareTexts(a.group.keys[place]!, b.group.keys[place]!))
  }
  const metrics = sorts.map(({ by }) => plan.metrics.find(({ name }) => name === by))
  const sortable = groups.map((group): Sortable => {
    const figures = sorts.map((sort, at) => {
      const metric = metrics[at]
      return metric ? sortedBy(figureOf(metric, group), sort) : null
    })
    return { group, figures }
  })
  sortable.sort((a, b) => {
    for (const compare of compared) {
      const order = compare(a, b)
      if (order !== 0) return order
    }
    return 0
  })
  return sortable.map(({ group }) => group)
}

interface Sortable {
  group: Group
  /** One for each sort; null also where it is by a dimension. */
  figures: (number | null)[]
}

function sortedBy(figure: Figure, { of = 'value' }: ReportSort): number | null {
  if (of !== 'changeSize') return figure[of]
  return figure.change === null ? null : Math.abs(figure.change)
}

function compareTexts(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function compareFigures(a: number | null, b: number | null, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  return sign * (a - b)
}
