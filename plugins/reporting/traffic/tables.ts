import type { Figures, TrafficKey } from './figures.ts'

export const trafficOrigins = ['api', 'import', 'adapter'] as const
export type TrafficOrigin = (typeof trafficOrigins)[number]

/** Figures as they were told last. */
export interface TrafficRow extends TrafficKey, Figures {
  id: string
  currency: string | null
  origin: TrafficOrigin
  /** Grows with each statement that says something else. */
  version: number
  statedAt: string
}

/** What figures were before they were told anew. */
export interface TrafficVersionRow extends Figures {
  trafficId: string
  version: number
  currency: string | null
  origin: TrafficOrigin
  statedAt: string
  replacedAt: string
}

export const trafficGrains = ['channel', 'source', 'campaign', 'sku', 'campaignSku'] as const
export type TrafficGrain = (typeof trafficGrains)[number]

/** What reports read: the figures of a grain, each thing once. Derived from the rows. */
export interface TrafficDayRow extends TrafficKey, Record<keyof Figures, number> {
  grain: TrafficGrain
  /** Of rows with money; empty: of rows with counts. */
  currency: string
}

/** How the columns of a file are read. */
export interface TrafficMappingRow {
  id: string
  /** JSON of `TrafficMapping`. */
  mapping: string
  version: number
  createdAt: string
  updatedAt: string
}

declare module 'shopkeeper' {
  interface Tables {
    reportTraffic: TrafficRow
    reportTrafficVersions: TrafficVersionRow
    reportTrafficDays: TrafficDayRow
    reportTrafficMappings: TrafficMappingRow
  }
  interface Permissions {
    'traffic:read': true
    'traffic:write': true
  }
  interface AlertKinds {
    'reporting.spend-without-sales': {
      channelId: string
      campaign: string
      costMinor: number
      currency: string
      days: number
    }
  }
  interface Jobs {
    'reporting.watch-spend': Record<never, never>
    'reporting.take-traffic': Record<never, never>
  }
}
