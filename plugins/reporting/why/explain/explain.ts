import type { Reader } from '#core/database/db'
import { cubeFor } from '../../query/catalog.ts'
import type { SumMemo } from '../../query/memo.ts'
import { runQuery } from '../../query/run.ts'
import type { DaySpan, Figure, ReportFilter, ReportQuery } from '../../query/types.ts'
import type { ReportingScope } from '../../scope.ts'
import { type FactorName, factorNames, type Period, type SplitMethod, splitSales } from './split.ts'

/** What reasons are asked for. */
export interface ExplainAsk {
  period: DaySpan
  comparison: DaySpan
  /** Default: the shop's. */
  currency?: string
  /** One channel; default: all. */
  channelId?: string
  /** Channels and SKUs that are named each; the others are one row. Default 10. */
  top?: number
}

export interface Contribution {
  /** Null: all the others together. */
  key: string | null
  label: string | null
  value: number
  previous: number
  change: number
}

export interface ExplainFactor {
  name: 'visitors' | 'orders' | 'conversion' | 'orderValue'
  value: number | null
  previous: number | null
}

/** Why net sales have changed. Money in minor units. */
export interface Explanation {
  period: DaySpan
  comparison: DaySpan
  currency: string
  /** Net sales: after discounts and refunds. */
  value: number
  previous: number
  change: number
  /** `sequential`: of some channel a factor was zero on one side. */
  method: SplitMethod
  /** Sum to the change. `orders` is of channels that do not count visitors. */
  parts: { name: FactorName | 'refunds'; change: number }[]
  /** The factors in all, as people know them; of visitors and conversion null where no channel counts them. */
  factors: ExplainFactor[]
  /** Sum to the change, the largest first. */
  channels: Contribution[]
  skus: Contribution[]
}

type Values = Readonly<Record<string, Figure>>

/**
 * Says why net sales of a period are not those of another: split into visitors × conversion × order value and refunds, and
 * into channels and SKUs. Channel by channel, so that parts of channels sum to those of the whole; every split sums to the
 * change to the minor unit. Five questions, whatever the size of the shop; not in a transaction.
 *
 * Errors: those of `runQuery`.
 */
export async function explainSales(
  db: Reader,
  scope: ReportingScope,
  ask: ExplainAsk,
  memo?: SumMemo
): Promise<Explanation> {
  const { period, comparison, channelId, top = 10 } = ask
  const currency = ask.currency ?? scope.ctx.shop.currency
  const filters: ReportFilter[] =
    channelId === undefined ? [] : [{ dimension: 'channel', in: [channelId] }]
  const asked = { period, comparison, currency, filters }
  const hasVisitors = cubeFor(scope.cubes, 'visitors', ['channel']) !== undefined
  const metrics = ['netSales', 'netBeforeRefunds', 'refunds', 'orders']
  const query = (more: Pick<ReportQuery, 'metrics' | 'dimensions' | 'limit' | 'sort'>) =>
    runQuery(db, scope, { ...asked, ...more }, memo)
  const byChannel = await query({
    metrics: hasVisitors ? [...metrics, 'visitors'] : metrics,
    ...{ dimensions: ['channel'], limit: Number.MAX_SAFE_INTEGER }
  })
  const bySku = await query({
    ...{ metrics: ['netSales'], dimensions: ['sku'], limit: top },
    sort: [{ by: 'netSales', of: 'changeSize', direction: 'desc' }]
  })
  const splits = byChannel.rows.map(({ values }) =>
    splitSales(periodOf(values, 'previous'), periodOf(values, 'value'))
  )
  const totals = byChannel.totals
  const [value, previous] = [numberOf(totals.netSales), numberOf(totals.netSales, 'previous')]
  const sums = new Map<FactorName, number>()
  for (const { name, changeMinor } of splits.flatMap(({ parts }) => parts)) {
    sums.set(name, (sums.get(name) ?? 0) + changeMinor)
  }
  const refunds = numberOf(totals.refunds, 'previous') - numberOf(totals.refunds)
  const parts = factorNames.flatMap((name) =>
    sums.has(name) ? [{ name, change: sums.get(name)! }] : []
  )
  const change = value - previous
  const contributions = (rows: typeof byChannel.rows, dimension: 'channel' | 'sku') =>
    contributionsOf(
      rows.map(({ keys, labels, values }) => ({
        ...{ key: keys[dimension]!, label: labels[dimension] ?? keys[dimension]! },
        ...{ value: numberOf(values.netSales), previous: numberOf(values.netSales, 'previous') }
      })),
      { value, previous, top }
    )
  return {
    ...{ period, comparison, currency, value, previous, change },
    method: splits.some(({ method }) => method === 'sequential') ? 'sequential' : 'lmdi',
    parts: [...parts, { name: 'refunds', change: refunds + 0 }],
    factors: totalFactors(totals),
    channels: contributions(byChannel.rows, 'channel'),
    skus: contributions(bySku.rows, 'sku')
  }
}

function numberOf(figure: Figure | undefined, side: 'value' | 'previous' = 'value'): number {
  return figure?.[side] ?? 0
}

/** Visitors of nobody on both sides are not counted, rather than none. */
function periodOf(values: Values, side: 'value' | 'previous'): Period {
  const { visitors } = values
  const isCounted = numberOf(visitors) > 0 || numberOf(visitors, 'previous') > 0
  return {
    visitors: isCounted ? numberOf(visitors, side) : null,
    orders: numberOf(values.orders, side),
    salesMinor: numberOf(values.netBeforeRefunds, side)
  }
}

function totalFactors(totals: Values): ExplainFactor[] {
  const [now, before] = [periodOf(totals, 'value'), periodOf(totals, 'previous')]
  const ratio = (part: number, whole: number | null) =>
    whole === null || whole === 0 ? null : part / whole
  const factor = (name: ExplainFactor['name'], of: (period: Period) => number | null) => ({
    ...{ name, value: of(now), previous: of(before) }
  })
  return [
    factor('visitors', ({ visitors }) => visitors),
    factor('conversion', ({ orders, visitors }) => ratio(orders, visitors)),
    factor('orders', ({ orders }) => orders),
    factor('orderValue', ({ salesMinor, orders }) => ratio(salesMinor, orders))
  ]
}

/** Names the largest changes; what is left of the whole is one row without a key. */
export function contributionsOf(
  rows: readonly { key: string; label: string; value: number; previous: number }[],
  { value, previous, top }: { value: number; previous: number; top: number }
): Contribution[] {
  const named = rows
    .map((row) => ({ ...row, change: row.value - row.previous }))
    .filter(({ change }) => change !== 0)
    .sort((a, b) => Math.abs(b.change) - Math.abs(a.change) || (a.key < b.key ? -1 : 1))
    .slice(0, top)
  const sum = (of: 'value' | 'previous') => named.reduce((all, row) => all + row[of], 0)
  const rest = { value: value - sum('value'), previous: previous - sum('previous') }
  const change = rest.value - rest.previous
  return change === 0 && rest.value === 0
    ? named
    : [...named, { key: null, label: null, ...rest, change }]
}
