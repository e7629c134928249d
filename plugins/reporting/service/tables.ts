/** What of a case a row tells; `line`: a SKU it is about, by the day it was opened. */
export type CaseFact = 'opened' | 'answered' | 'closed' | 'line'

export interface CaseSums {
  casesOpened: number
  casesClosed: number
  disputesOpened: number
  caseUnits: number
  casesWith: number
  firstResponseMs: number
  casesAnswered: number
  resolutionMs: number
  satisfactionSum: number
  satisfactionCount: number
}

/** What a case contributes to a day. */
export interface ReportCaseRowRow extends CaseSums {
  caseId: string
  what: CaseFact
  /** Empty but for lines. */
  sku: string
  dayOn: string
  channelId: string
  reason: string
  /** Who looks after it; empty: nobody. */
  agent: string
}

declare module 'shopkeeper' {
  interface Tables {
    reportCaseRows: ReportCaseRowRow
  }
  interface Jobs {
    'reporting.count-cases': Record<never, never>
  }
}
