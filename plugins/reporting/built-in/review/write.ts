import type { ReportDocument, Section } from '../../rendering/document.ts'
import type { ReportingScope } from '../../scope.ts'
import { adviceSection } from './advice/section.ts'
import { dayChart, driverCharts } from './charts.ts'
import { confidentialNames, headlineFigures } from './figures.ts'
import type { ReviewFacts } from './gather.ts'
import { headlineOf } from './headline.ts'
import {
  channelTable,
  productTable,
  promotionTable,
  reasonTable,
  serviceFigures,
  slowTable
} from './tables.ts'

/** Writes a review down: how did we do, why, what next, and the details. */
export function writeReview(scope: ReportingScope, facts: ReviewFacts): ReportDocument {
  const { kind, span, totals } = facts
  const { shop } = scope.ctx
  const hidden = confidentialNames(scope)
  const sections: Section[] = [
    headlineFigures(facts, hidden),
    ...dayChart(facts),
    ...driverCharts(facts),
    ...facts.deeds,
    adviceSection(facts, hidden),
    ...channelTable(facts, hidden),
    ...productTable(facts, hidden),
    ...(kind.isWhole ? slowTable(facts, hidden) : []),
    ...reasonTable(facts, hidden),
    ...serviceFigures(facts),
    ...promotionTable(facts, hidden)
  ]
  return {
    ...{ name: kind.name, title: kind.title, ...headlineOf(facts) },
    ...{ shop: shop.name, zone: shop.zone, currency: totals.currency },
    ...{ period: span, comparison: kind.against[0].span(span), sections }
  }
}
