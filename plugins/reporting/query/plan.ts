import { currencyCodes } from '#core/currency'
import type { Cube, Dimension } from '../cubes/cube.ts'
import type { Metric } from '../metrics/metric.ts'
import { isTime, type TimeDimension } from './calendar.ts'
import { cubeFor, dimensionsOf, isOffered, keeps, nearestNames, type Offer } from './catalog.ts'
import { DimensionNotOfMetric, MetricUnknown, ReportQueryInvalid } from './errors.ts'
import type { ReportFilter, ReportQuery } from './types.ts'

/** What one cube is asked for. */
export interface PlanPart {
  cube: Cube
  /** Measures that are added up. */
  measures: string[]
  /** Names that are counted once. */
  distinct: string[]
}

/** How a question is answered: which cubes are read, and what for. */
export interface Plan {
  metrics: Metric[]
  dimensions: Dimension[]
  time: TimeDimension | null
  filters: readonly ReportFilter[]
  /** Null: of all currencies. */
  currency: string | null
  parts: PlanPart[]
}

const moneyMeasure = /Minor$/

/** Chooses the cubes for a question. Errors: those of `queryErrors` but PERIOD_INVALID. */
export function planQuery(offer: Offer, query: ReportQuery, shopCurrency: string): Plan {
  const dimensions = [...new Set(query.dimensions ?? [])]
  const filters = query.filters ?? []
  const times = dimensions.filter(isTime)
  if (times.length > 1) {
    const fix = `one span of time at most; leave out ${times.slice(1).join(' and ')}`
    throw new ReportQueryInvalid({ field: 'dimensions', fix })
  }
  for (const [index, { dimension }] of filters.entries()) {
    if (!isTime(dimension)) continue
    const fix = `${dimension} follows from the period; say which days in period`
    throw new ReportQueryInvalid({ field: `filters[${index}].dimension`, fix })
  }
  const metrics = metricsOf(offer, query.metrics)
  const parts = partsOf(offer, { metrics, dimensions, filters })
  const hasMoney = metrics.some(({ measures }) => measures.some((name) => moneyMeasure.test(name)))
  const currency = query.currency ?? (hasMoney ? shopCurrency : null)
  if (currency !== null && !currencyCodes().includes(currency)) {
    const fix = `${JSON.stringify(currency)} is no ISO 4217 code in use; write three capitals, such as CNY`
    throw new ReportQueryInvalid({ field: 'currency', fix })
  }
  return { metrics, dimensions, time: times[0] ?? null, filters, currency, parts }
}

function metricsOf(offer: Offer, names: readonly string[]): Metric[] {
  if (names.length === 0) {
    throw new ReportQueryInvalid({ field: 'metrics', fix: 'name one metric at least' })
  }
  const offered = offer.metrics.filter((metric) => isOffered(offer, metric))
  const byName = new Map(offered.map((metric) => [metric.name, metric]))
  return [...new Set(names)].map((name) => {
    const metric = byName.get(name)
    if (metric) return metric
    const didYouMean = nearestNames(name, [...byName.keys()])
    throw new MetricUnknown({ field: `metrics[${names.indexOf(name)}]`, metric: name, didYouMean })
  })
}

function partsOf(
  offer: Offer,
  { metrics, dimensions, filters }: Pick<Plan, 'metrics' | 'dimensions' | 'filters'>
): PlanPart[] {
  const filtered = filters.map(({ dimension }) => dimension)
  const wanted = [...new Set([...dimensions, ...filtered])]
  const parts = new Map<Cube, PlanPart>()
  for (const metric of metrics) {
    for (const measure of metric.measures) {
      const known = [...parts.values()].find((part) => hasMeasure(part, measure))
      if (known) continue
      const cube = cubeFor(offer.cubes, measure, wanted)
      if (!cube) throw impossible(offer, metric, wanted, filtered)
      const part = parts.get(cube) ?? { cube, measures: [], distinct: [] }
      parts.set(cube, part)
      if (measure in cube.measures) part.measures.push(measure)
      else part.distinct.push(measure)
    }
  }
  return [...parts.values()]
}

function hasMeasure({ cube, measures, distinct }: PlanPart, measure: string): boolean {
  return keeps(cube, measure) && (measures.includes(measure) || distinct.includes(measure))
}

function impossible(
  offer: Offer,
  metric: Metric,
  wanted: readonly Dimension[],
  filtered: readonly Dimension[]
) {
  const dimensions = dimensionsOf(offer, metric)
  const alone = wanted.filter((dimension) => !dimensions.includes(dimension))
  const asked = alone.length > 0 ? alone : wanted.filter((dimension) => !isTime(dimension))
  const isFilter = asked.every((dimension) => filtered.includes(dimension))
  const field = isFilter ? 'filters' : 'dimensions'
  return new DimensionNotOfMetric({ field, metric: metric.name, asked, dimensions })
}
