import type { CasesService } from './cases/service.ts'
import type { CaseFlow, CaseKind, CaseMessageRow, CaseState } from './cases/tables.ts'

/** A case as its events tell it. */
export interface CaseEvent {
  caseId: string
  flow: CaseFlow
  kind: CaseKind
  state: CaseState
  channelId: string
  orderId: string | null
}

/** What other plugins may ask of aftersales. */
export interface AftersalesService {
  cases: CasesService
}

declare module 'shopkeeper' {
  interface Services {
    aftersales: AftersalesService
  }
  interface Permissions {
    'aftersales:read': true
    'aftersales:write': true
    /** Sees what customers wrote and sent; every look is in the audit log. */
    'aftersales:personal': true
  }
  interface Events {
    'case.opened': CaseEvent
    /** It came into another state, or what it is about has changed. */
    'case.changed': CaseEvent
    'case.messaged': {
      caseId: string
      messageId: string
      side: CaseMessageRow['side']
      isNote: boolean
    }
  }
}
