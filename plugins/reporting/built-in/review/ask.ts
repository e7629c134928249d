import type { Reader } from '#core/database/db'
import type { Dimension } from '../../cubes/cube.ts'
import { cubeFor } from '../../query/catalog.ts'
import type { SumMemo } from '../../query/memo.ts'
import { runQuery } from '../../query/run.ts'
import type { ReportAnswer, ReportQuery } from '../../query/types.ts'
import type { ReportingScope } from '../../scope.ts'

/** What a review asks with. */
export interface Asker {
  db: Reader
  scope: ReportingScope
  canSeeCost: boolean
  currency: string | undefined
  memo: SumMemo
}

/**
 * Of these metrics, those that this shop keeps by the dimensions and that the reader may see: a review shows what there is.
 */
export function offered(
  { scope, canSeeCost }: Asker,
  names: readonly string[],
  dimensions: readonly Dimension[] = []
): string[] {
  return names.filter((name) => {
    const metric = scope.metrics.find((one) => one.name === name)
    if (!metric || (metric.isConfidential && !canSeeCost)) return false
    return metric.measures.every((measure) => cubeFor(scope.cubes, measure, dimensions))
  })
}

/** Asks for those of the metrics that are offered. Null: none is, or those that the answer is ordered by are not. */
export async function ask(asker: Asker, query: ReportQuery): Promise<ReportAnswer | null> {
  const metrics = offered(asker, query.metrics, query.dimensions)
  const isSorted = (query.sort ?? []).every(({ by }) => metrics.includes(by))
  if (metrics.length === 0 || !isSorted) return null
  const { db, scope, currency, memo } = asker
  return runQuery(db, scope, { ...query, metrics, ...(currency && { currency }) }, memo)
}
