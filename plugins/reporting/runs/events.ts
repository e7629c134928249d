/** A report that was made and can be fetched. */
export interface ReportReady {
  runId: string
  /** Null: nobody keeps a definition of it. */
  definitionId: string | null
  name: string
  /** Business days in the shop's zone, both included. */
  periodFrom: string
  periodTo: string
  revision: number
  language: string
}

declare module 'shopkeeper' {
  interface Events {
    'report.ready': ReportReady
  }
  interface Permissions {
    'reports:write': true
  }
}

export const runEvents = {
  'report.ready': 'A report was made: GET /v1/reports/runs/{runId} has it'
}

export const runPermissions = {
  'reports:write': {
    title: 'Keep, schedule, make and send reports',
    roles: ['manager', 'analyst']
  }
} as const
