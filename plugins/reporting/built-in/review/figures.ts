import type { Figure, ReportMetric } from '../../query/types.ts'
import { type FigureCard, type FiguresSection, shownUnit } from '../../rendering/document.ts'
import type { ReportingScope } from '../../scope.ts'
import type { ReviewFacts } from './gather.ts'

/** Figures that stand at the top, in this order; the others only speak where advice needs them. */
const shown = [
  ...(['netSales', 'orders', 'averageOrderValue', 'visitors', 'orderConversion'] as const),
  ...(['cm1', 'refundRate', 'goodReviewRate', 'roas', 'adCost'] as const)
]
/** Two rows of them: who sees more sees less. */
const shownMax = 8

/** Whether there is anything to say about a metric. */
export function isKnown({ value, previous }: Figure): boolean {
  return (value ?? previous) !== null
}

/** Figures that are told of even where they are nothing. */
const always: ReadonlySet<string> = new Set(['netSales', 'orders'])

/** Whether figures say anything: where nobody counts visitors, there were not none. */
export function isTelling(figures: readonly Figure[]): boolean {
  return figures.some(({ value, previous }) => Boolean(value) || Boolean(previous))
}

/** Names of metrics that tell what goods cost. */
export function confidentialNames({ metrics }: ReportingScope): ReadonlySet<string> {
  return new Set(metrics.filter(({ isConfidential }) => isConfidential).map(({ name }) => name))
}

/** The figures at the top of a review, beside both of what they are held against. */
export function headlineFigures(
  { kind, totals, usual, target }: ReviewFacts,
  hidden: ReadonlySet<string>
): FiguresSection {
  const known = shown
    .map((name) => totals.metrics.find((metric) => metric.name === name))
    .filter((metric): metric is ReportMetric => metric !== undefined)
    .filter(
      ({ name }) => always.has(name) || isTelling([totals.totals[name]!, usual.totals[name]!])
    )
    .slice(0, shownMax)
  const figures = known.map((metric): FigureCard => {
    const { name, title, isMoreBetter } = metric
    const first = totals.totals[name]!
    const second = usual.totals[name]!
    return {
      ...{ name, title, unit: shownUnit(metric), isMoreBetter, value: first.value },
      comparisons: [
        { title: kind.against[0].title, previous: first.previous, ratio: first.ratio },
        { title: kind.against[1].title, previous: second.previous, ratio: second.ratio }
      ],
      ...(name === 'netSales' && target && { target }),
      ...(hidden.has(name) && { isCost: true as const })
    }
  })
  const title = { zh: '核心指标', en: 'Key figures' }
  return { kind: 'figures', id: 'figures', title, part: 'how', figures }
}
