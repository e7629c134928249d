import { inParts } from '#core/pages'
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

/** Groups that are compared at once. */
const partSize = 4000

/**
 * The first of the groups in an order, and how many there are; those without a figure come last, equal ones by their keys.
 * What they are ordered by is reckoned once. Part by part: there may be hundreds of thousands.
 */
export async function firstGroups(
  groups: Iterable<Group>,
  plan: Plan,
  { sorts, limit }: { sorts: readonly ReportSort[]; limit: number }
): Promise<{ first: Group[]; total: number }> {
  const compare = comparison(plan, sorts)
  const metrics = sorts.map(({ by }) => plan.metrics.find(({ name }) => name === by))
  let first: Sortable[] = []
  let total = 0
  await inParts(groups, partSize, (part) => {
    total += part.length
    for (const group of part) {
      const figures = sorts.map((sort, at) => {
        const metric = metrics[at]
        return metric ? sortedBy(figureOf(metric, group), sort) : null
      })
      first.push({ group, figures })
    }
    first.sort(compare)
    first = first.slice(0, limit)
  })
  return { first: first.map(({ group }) => group), total }
}

function comparison(plan: Plan, sorts: readonly ReportSort[]) {
  const compared = sorts.map(({ by, direction }, at) => {
    const sign = direction === 'asc' ? 1 : -1
    const place = (plan.dimensions as readonly string[]).indexOf(by)
    return place >= 0
      ? (a: Sortable, b: Sortable) =>
          sign * compareTexts(a.group.keys[place]!, b.group.keys[place]!)
      : (a: Sortable, b: Sortable) => compareFigures(a.figures[at]!, b.figures[at]!, sign)
  })
  for (const place of plan.dimensions.keys()) {
    compared.push((a, b) => compareTexts(a.group.keys[place]!, b.group.keys[place]!))
  }
  return (a: Sortable, b: Sortable): number => {
    for (const compare of compared) {
      const order = compare(a, b)
      if (order !== 0) return order
    }
    return 0
  }
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
