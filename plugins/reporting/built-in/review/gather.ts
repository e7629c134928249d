import { addDays } from '../../query/calendar.ts'
import { lengthOf } from '../../query/period.ts'
import type { DaySpan, ReportAnswer } from '../../query/types.ts'
import type { TableSection, Text } from '../../rendering/document.ts'
import { type Asker, ask } from './ask.ts'
import { deedsTable } from './deeds.ts'
import { type Drivers, driversOf } from './drivers.ts'
import type { ReviewKind } from './kind.ts'
import { type Target, targetOf } from './target.ts'

/** Figures that a review begins with; those a shop does not keep are left out. */
const headlineMetrics = [
  ...(['netSales', 'orders', 'averageOrderValue', 'visitors', 'orderConversion'] as const),
  ...(['cm1', 'refundRate', 'goodReviewRate', 'roas', 'adCost'] as const)
]
const supportMetrics = ['cm1Rate', 'cancelRate', 'uncostedSales', 'netBeforeRefunds']

const serviceMetrics = [
  ...(['refunds', 'refundRate', 'returnRate', 'casesOpened', 'caseRate', 'complaintRate'] as const),
  ...(['firstResponse', 'resolutionTime', 'satisfaction', 'goodReviewRate'] as const),
  ...(['averageRating'] as const)
]
const channelMetrics = [
  ...(['netSales', 'orders', 'averageOrderValue', 'orderConversion'] as const),
  ...(['refundRate', 'roas', 'cm1', 'cm1Rate'] as const)
]
const productMetrics = ['netSales', 'units', 'refundRate', 'daysOfCover', 'cm1', 'cm1Rate']

/** Days without a sale after which goods are slow. */
export const slowDays = 30
/** Goods that are looked through for slow ones. */
const slowSearched = 500

/** All that a review is written from. Null: this shop does not keep it. */
export interface ReviewFacts {
  kind: ReviewKind
  span: DaySpan
  top: number
  totals: ReportAnswer
  /** The same against what is usual. */
  usual: ReportAnswer
  byDay: ReportAnswer | null
  channels: ReportAnswer | null
  products: ReportAnswer | null
  slow: ReportAnswer | null
  service: ReportAnswer | null
  reasons: ReportAnswer | null
  /** What a reason is called; its code where nobody says. */
  reasonTitle(code: string): Text
  promotions: ReportAnswer | null
  drivers: Drivers | null
  deeds: TableSection[]
  target: Target | null
}

export interface GatherInput {
  kind: ReviewKind
  span: DaySpan
  today: string
  top: number
}

/** Reads what a review needs: a dozen questions, whatever the size of the shop. */
export async function gatherReview(asker: Asker, input: GatherInput): Promise<ReviewFacts> {
  const { kind, span, top } = input
  const comparison = kind.against[0].span(span)
  const period = { period: span, comparison }
  const metrics = [...headlineMetrics, ...supportMetrics]
  const whole = <Value>(read: () => Promise<Value>) => (kind.isWhole ? read() : null)
  const [totals, usual, byDay, channels, products, slow, service, reasons, promotions] =
    await Promise.all([
      ask(asker, { ...period, metrics }),
      ask(asker, { metrics, period: span, comparison: kind.against[1].span(span) }),
      ask(asker, { metrics: ['netSales'], dimensions: ['day'], ...chartPeriod(input) }),
      ask(asker, { ...period, metrics: channelMetrics, dimensions: ['channel'], limit: 50 }),
      ask(asker, {
        ...{ ...period, metrics: productMetrics, dimensions: ['sku'], limit: top },
        sort: [{ by: 'netSales', direction: 'desc' }]
      }),
      whole(() => slowMovers(asker, span)),
      ask(asker, { ...period, metrics: serviceMetrics }),
      whole(() =>
        ask(asker, { ...period, metrics: ['casesOpened'], dimensions: ['reason'], limit: 5 })
      ),
      whole(() =>
        ask(asker, {
          ...{ ...period, metrics: ['promotionUses', 'promotionCost', 'promotionCostPerUse'] },
          ...{ dimensions: ['promotion'], limit: top },
          sort: [{ by: 'promotionCost', direction: 'desc' }]
        })
      )
    ])
  const drivers = await driversOf(asker, { span, comparison })
  const deeds = await deedsTable(asker.db, asker.scope, span)
  const target = await targetOf(asker, span, totals!.totals.netSales!.value ?? 0)
  const reasonTitle = (code: string): Text =>
    asker.scope.aftersales?.cases.reasonTitle(code) ?? { zh: code, en: code }
  return {
    ...{ kind, span, top, reasonTitle, totals: totals!, usual: usual!, byDay, channels, products },
    ...{ slow, service, reasons, promotions, drivers, deeds, target }
  }
}

/** A day alone makes no chart: a brief shows the two weeks that end with it. */
const briefDays = 14

function chartPeriod({ kind, span }: GatherInput) {
  if (kind.isWhole) return { period: span, comparison: kind.against[0].span(span) }
  const days = Math.max(briefDays, lengthOf(span))
  const period = { from: addDays(span.to, 1 - days), to: span.to }
  return { period, comparison: { from: addDays(period.from, -7), to: addDays(period.to, -7) } }
}

function slowMovers(asker: Asker, { to }: DaySpan): Promise<ReportAnswer | null> {
  return ask(asker, {
    metrics: ['units', 'stockUnits', 'stockValue'],
    dimensions: ['sku'],
    period: { from: addDays(to, 1 - slowDays), to },
    sort: [
      { by: 'units', direction: 'asc' },
      { by: 'stockUnits', direction: 'desc' }
    ],
    limit: slowSearched
  })
}
