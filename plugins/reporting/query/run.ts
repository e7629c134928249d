import type { Reader } from '#core/database/db'
import type { CubeDimension } from '../cubes/cube.ts'
import type { ReportingScope } from '../scope.ts'
import { type AnswerParts, groupsOf, labelsOf, rowsOf, type Side, totalsOf } from './answer.ts'
import { businessDay } from './calendar.ts'
import { gather } from './gather.ts'
import type { SumMemo } from './memo.ts'
import { lengthOf, resolveComparison, resolvePeriod } from './period.ts'
import { planQuery } from './plan.ts'
import { Pace } from './slices.ts'
import { firstGroups, sortsOf } from './sort.ts'
import type { DaySpan, ReportAnswer, ReportQuery } from './types.ts'

/** What a question is answered from. */
export type QueryScope = Pick<ReportingScope, 'ctx' | 'cubes' | 'metrics' | 'labels'>

const paces = new WeakMap<QueryScope['cubes'], Pace>()
const defaultLimit = 1000

/**
 * Answers a question to the figures: each metric by the dimensions, and in total, beside what it was in the comparison.
 *
 * A constant number of statements for each cube and period. On SQLite what proves to take long is read in the background; in
 * a transaction there is none, so that others wait.
 * Errors: REPORT_METRIC_UNKNOWN, REPORT_DIMENSION_IMPOSSIBLE, REPORT_PERIOD_INVALID, REPORT_QUERY_INVALID.
 */
export async function runQuery(
  db: Reader,
  scope: QueryScope,
  query: ReportQuery,
  memo?: SumMemo
): Promise<ReportAnswer> {
  const { shop, clock } = scope.ctx
  const today = businessDay(shop, clock.now())
  const span = resolvePeriod(query.period, today)
  const against = query.comparison ? resolveComparison(query.comparison, span) : null
  const plan = planQuery(scope, query, shop.currency)
  const sorts = sortsOf(plan, query.sort, against !== null)
  const side = async (of: DaySpan): Promise<Side> => ({
    span: of,
    gathered: await gather({ db, pace: paceOf(scope), plan, span: of, memo })
  })
  const now = await side(span)
  const before = against && (await side(against))
  const parts: AnswerParts = { plan, now, before, today }
  const limit = query.limit ?? defaultLimit
  const { first, total } = await firstGroups(groupsOf(parts), plan, { sorts, limit })
  return {
    period: { ...span, days: lengthOf(span) },
    comparison: against && { ...against, days: lengthOf(against) },
    currency: plan.currency,
    metrics: plan.metrics.map(({ name, title, unit, version, isMoreBetter }) => ({
      ...{ name, title, unit, version, isMoreBetter }
    })),
    dimensions: plan.dimensions,
    rows: await labelsOf(await rowsOf(plan, first), plan, (dimension) => {
      const labels = scope.labels[dimension as CubeDimension]
      return labels && ((keys) => labels(db, keys))
    }),
    rowsTotal: total,
    totals: totalsOf(parts)
  }
}

/** How much may be read at once, as this engine has learned it. */
function paceOf({ ctx, cubes }: Pick<QueryScope, 'ctx' | 'cubes'>): Pace {
  const known = paces.get(cubes) ?? new Pace(ctx.clock)
  paces.set(cubes, known)
  return known
}
