import type { Contribution } from './explain/explain.ts'
import type { FactorName } from './explain/split.ts'

/** Figures that are watched day by day. */
export const watchedMetrics = [
  'netSales',
  'orders',
  'averageOrderValue',
  'visitors',
  'orderConversion',
  'refunds'
] as const
export type WatchedMetric = (typeof watchedMetrics)[number]

/** What people note about days, beside what the shop knows itself. */
export interface ReportAnnotationRow {
  id: string
  fromOn: string
  toOn: string
  /** Empty: all channels. */
  channelId: string
  text: string
  createdBy: string
  version: number
  createdAt: string
  updatedAt: string
}

/** A day's figure beyond its control limits. */
export interface ReportAnomalyRow {
  id: string
  dayOn: string
  /** Empty: of all channels together. */
  channelId: string
  metric: WatchedMetric
  currency: string
  direction: 'high' | 'low'
  /** As text, since ratios have fractions. */
  value: string
  expected: string
  lower: string
  upper: string
  /** JSON of `AnomalyCause`. */
  cause: string
  detectedAt: string
}

/** What probably is behind an anomaly. */
export interface AnomalyCause {
  /** A usual day that it is held against. */
  againstOn: string
  /** The largest part of the change of net sales in its direction; null: there is none. */
  driver: { name: FactorName | 'refunds'; change: number } | null
  parts: { name: FactorName | 'refunds'; change: number }[]
  channel: Contribution | null
  sku: Contribution | null
  /** What the shop did on that day and the one before. */
  actions: ShopAction[]
}

export const actionKinds = [
  'price',
  'promotion',
  'campaign',
  'product',
  'listing',
  'stock',
  'channel',
  'policy',
  'note'
] as const

/** Something that the shop did, or that happened to it, which may explain a figure. */
export interface ShopAction {
  at: string
  kind: (typeof actionKinds)[number]
  /** `price.update`, `promotion.started`, `stock.out` … */
  what: string
  subjectId: string
  /** What people call it; null: it has no name. */
  title: string | null
  actor: string | null
  detail: string | null
}

declare module 'shopkeeper' {
  interface Tables {
    reportAnnotations: ReportAnnotationRow
    reportAnomalies: ReportAnomalyRow
  }
  interface Permissions {
    'annotations:write': true
  }
  interface AlertKinds {
    'reporting.anomaly': {
      dayOn: string
      channelId: string
      metric: WatchedMetric
      value: number
      expected: number
      driver: string | null
    }
  }
  interface Jobs {
    'reporting.find-anomalies': Record<never, never>
  }
}
