import type { Reader } from '#core/database/db'
import { addDays, mondayOf, timeKeys } from '../query/calendar.ts'
import { runQuery } from '../query/run.ts'
import type { DaySpan } from '../query/types.ts'
import type { ReportingScope } from '../scope.ts'
import { readDemand, variationOf } from './demand.ts'

export type AbcClass = 'A' | 'B' | 'C'
export type XyzClass = 'X' | 'Y' | 'Z'

/** Where classes end: shares of all revenue, and coefficients of variation. */
export interface AbcXyzLimits {
  /** A is what comes before this share; 0.8. */
  aShare: number
  /** B is what comes before this share; 0.95. */
  bShare: number
  /** X varies by this much at most; 0.5. */
  xVariation: number
  /** Y varies by this much at most; 1. */
  yVariation: number
}

export const usualLimits: AbcXyzLimits = {
  aShare: 0.8,
  bShare: 0.95,
  xVariation: 0.5,
  yVariation: 1
}

/**
 * Classes by share of revenue, the largest first, ties by key. A thing is A while the share before it is below the limit, so
 * what crosses 80 % is still A. What earned nothing is C.
 *
 * Shape: one result a thing, in order of revenue.
 */
export function abcClasses(
  things: readonly { key: string; revenue: number }[],
  { aShare, bShare }: Pick<AbcXyzLimits, 'aShare' | 'bShare'> = usualLimits
): { key: string; revenue: number; shareBefore: number; abc: AbcClass }[] {
  const sorted = [...things].sort((a, b) => b.revenue - a.revenue || (a.key < b.key ? -1 : 1))
  const whole = sorted.reduce((sum, { revenue }) => sum + Math.max(0, revenue), 0)
  let before = 0
  return sorted.map(({ key, revenue }) => {
    const shareBefore = whole === 0 ? 1 : before / whole
    before += Math.max(0, revenue)
    const isNothing = revenue <= 0
    const abc = isNothing || shareBefore >= bShare ? 'C' : shareBefore >= aShare ? 'B' : 'A'
    return { key, revenue, shareBefore, abc }
  })
}

/** Class by how much the demand of weeks varies; without any demand Z. */
export function xyzClass(
  variation: number | null,
  { xVariation, yVariation }: Pick<AbcXyzLimits, 'xVariation' | 'yVariation'> = usualLimits
): XyzClass {
  if (variation === null || variation > yVariation) return 'Z'
  return variation <= xVariation ? 'X' : 'Y'
}

export interface AbcXyzInput {
  /** Default: 13 whole weeks up to the last one. */
  span: DaySpan
  /** Refunds are off `netSales`, and not off `grossSales`. */
  metric: 'netSales' | 'grossSales' | 'units'
  by: 'sku' | 'product'
  limits: AbcXyzLimits
  currency?: string | undefined
}

export interface AbcXyzRow {
  key: string
  label: string
  revenue: number
  shareBefore: number
  abc: AbcClass
  xyz: XyzClass
  /** Of units a week; null: nothing was sold. */
  variation: number | null
}

export interface AbcXyz {
  span: DaySpan
  weeks: number
  rows: AbcXyzRow[]
  /** How many there are of each pair of classes, and what they earned. */
  cells: { abc: AbcClass; xyz: XyzClass; count: number; revenue: number }[]
}

/** The weeks that a class is told from: whole ones, up to the last that is over. */
export function lastWeeks(today: string, weeks: number): DaySpan {
  const monday = mondayOf(today)
  return { from: addDays(monday, -7 * weeks), to: addDays(monday, -1) }
}

/** Sorts goods by what they earn and by how evenly they sell. */
export async function abcXyz(
  db: Reader,
  scope: ReportingScope,
  { span, metric, by, limits, currency }: AbcXyzInput
): Promise<AbcXyz> {
  const asked = { period: span, limit: 200_000, ...(currency && { currency }) }
  const whole = await runQuery(db, scope, { ...asked, metrics: [metric], dimensions: [by] })
  const demand = await readDemand(db, { span, by, currency })
  const weeks = timeKeys('week', span).length
  const labels = new Map(whole.rows.map((row) => [row.keys[by]!, row.labels[by]!]))
  const things = whole.rows.map(({ keys: at, values }) => ({
    ...{ key: at[by]!, revenue: values[metric]!.value ?? 0 }
  }))
  const rows = abcClasses(things, limits).map((thing): AbcXyzRow => {
    const variation = variationOf(demand.get(thing.key) ?? { units: 0, squares: 0 }, weeks)
    return { ...thing, label: labels.get(thing.key)!, xyz: xyzClass(variation, limits), variation }
  })
  return { span, weeks, rows, cells: cellsOf(rows) }
}

function cellsOf(rows: readonly AbcXyzRow[]): AbcXyz['cells'] {
  return (['A', 'B', 'C'] as const).flatMap((abc) =>
    (['X', 'Y', 'Z'] as const).map((xyz) => {
      const own = rows.filter((row) => row.abc === abc && row.xyz === xyz)
      const revenue = own.reduce((sum, row) => sum + row.revenue, 0)
      return { abc, xyz, count: own.length, revenue }
    })
  )
}
