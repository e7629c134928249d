import type { Language } from '../rendering/document.ts'

/** Why a run was made. */
export const runCauses = ['schedule', 'manual', 'refresh'] as const
export type RunCause = (typeof runCauses)[number]

/** A report as it was made once. Never changed: newer figures are a revision of their own. */
export interface ReportRunRow {
  id: string
  /** The first run of which it is a revision; its own id if it is the first. */
  seriesId: string
  /** 1, 2, 3 … in its series. */
  revision: number
  /** Null: nobody keeps a definition of it. Stays when that is deleted. */
  definitionId: string | null
  /** As people call it. */
  name: string
  /** JSON: `Subject`. */
  subject: string
  language: Language
  /** Business days in the shop's zone, both included. */
  periodFrom: string
  periodTo: string
  /** 1: made with the eyes of somebody who sees what goods cost. */
  canSeeCost: number
  /** JSON: `ReportDocument`. */
  document: string
  /** JSON: metric → version of its formula. */
  metricVersions: string
  /** JSON: the spans of days that were read, and of each day that had figures the revision then. */
  readDays: string
  cause: RunCause
  /** When it was due; null: it was not due. Of a definition each due time has one run. */
  dueAt: string | null
  /** The key or job that made it. */
  madeBy: string
  madeAt: string
}

declare module 'shopkeeper' {
  interface Tables {
    reportRuns: ReportRunRow
  }
}
