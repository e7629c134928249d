import type { Language } from '../rendering/document.ts'

/** A report that is kept, and made when it is due. */
export interface ReportDefinitionRow {
  id: string
  name: string
  /** JSON: `Subject`. */
  subject: string
  /** JSON: a named period, or two days. */
  period: string
  language: Language
  /** JSON: formats of its files. */
  formats: string
  /** JSON: addresses that its runs are mailed to. */
  recipients: string
  /** JSON: `ReportSchedule`; null: made when somebody asks. */
  schedule: string | null
  isEnabled: number
  /** 1: whoever saved it sees what goods cost, so its runs tell that. */
  canSeeCost: number
  /** When it is due next; null: never by itself. */
  nextRunAt: string | null
  version: number
  /** Who saved it last: its runs are made with those eyes. */
  savedBy: string
  createdAt: string
  updatedAt: string
}

declare module 'shopkeeper' {
  interface Tables {
    reportDefinitions: ReportDefinitionRow
  }
}
