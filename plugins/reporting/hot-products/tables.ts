import type { HotState } from './judge.ts'

/** By what a product is watched: who comes to its page, or what of it is sold. */
export const hotMetrics = ['visitors', 'units', 'ordersWithSku'] as const
export type HotMetric = (typeof hotMetrics)[number]

/** A SKU that sells well, and how it does. */
export interface ReportHotProductRow {
  sku: string
  metric: HotMetric
  note: string | null
  state: HotState
  base: number | null
  falls: number
  fellOn: string | null
  /** The last day that was judged. */
  seenOn: string | null
  /** Days before this are not judged: it was not watched yet, or somebody has settled what was. */
  sinceOn: string
  version: number
  createdBy: string
  createdAt: string
  updatedAt: string
}

declare module 'shopkeeper' {
  interface Tables {
    reportHotProducts: ReportHotProductRow
  }
  interface Jobs {
    'reporting.watch-hot-products': Record<never, never>
  }
  interface Permissions {
    'reports:watch': true
  }
  interface AlertKinds {
    'reporting.hot-product-falling': {
      sku: string
      metric: string
      base: number
      value: number | null
    }
    'reporting.retire-suggested': { sku: string; metric: string; base: number; fellOn: string }
  }
}
