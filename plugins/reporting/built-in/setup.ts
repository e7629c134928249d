import type { ReportingScope } from '../scope.ts'
import { abcXyzReport } from './analyses/abc-xyz.ts'
import { ageingReport } from './analyses/ageing.ts'
import { cohortsReport } from './analyses/cohorts.ts'
import { funnelReport } from './analyses/funnel.ts'
import { goalsReport } from './analyses/goals.ts'
import { hotProductsReport } from './analyses/hot-products.ts'
import { rfmReport } from './analyses/rfm.ts'
import { reviewReports } from './reviews.ts'
import { builtInRoutes } from './routes.ts'

const analyses = [
  ...[abcXyzReport, cohortsReport, rfmReport, funnelReport],
  ...[ageingReport, hotProductsReport, goalsReport]
]

/** Reports that are there from the start; after all areas that have some of their own. */
export function setupBuiltIn(scope: ReportingScope): void {
  scope.builtIns.unshift(...reviewReports(scope), ...analyses.map((make) => make(scope)))
  builtInRoutes(scope)
}
