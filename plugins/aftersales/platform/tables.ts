import type { CaseFlow, CaseKind, CaseState } from '../cases/tables.ts'

/** What a platform has told of a case last, beside what the case itself keeps of it. */
export interface PlatformCaseRow {
  caseId: string
  /** Of channels: the newest that the platform has told. */
  recordId: string
  channelId: string
  /** What the platform calls the order; null: it names none. */
  orderExternalId: string | null
  /** Where the platform's last word puts the case: it is elsewhere once somebody here has acted on it. */
  toldFlow: CaseFlow
  toldState: CaseState
  toldKind: CaseKind
  toldReason: string
  /** 1: somebody here has ever taken it elsewhere. */
  isActed: number
  /** The platform's words for why. Personal, since some let buyers write them. */
  rawReason: string
  /** Money that the platform gave back and that is recorded with the order; null: none yet. */
  creditedMinor: number | null
}

/** `conflict`: the platform has changed the case since; a person has to decide anew. */
export const decisionStates = ['pending', 'done', 'refused', 'conflict'] as const
export const decisionActions = ['agree', 'refuse'] as const

/** What we have had the platform told about a case. */
export interface PlatformDecisionRow {
  id: string
  caseId: string
  /** Of channels. */
  writeId: string
  action: (typeof decisionActions)[number]
  amountMinor: number | null
  currency: string
  reasonCode: string | null
  /** What the platform and the buyer read. Personal. */
  note: string
  /** JSON: ids of the case's evidence. */
  evidenceIds: string
  /** What the platform called the state that was decided on. */
  platformVersion: string | null
  state: (typeof decisionStates)[number]
  decidedBy: string
  /** The platform's, when it did not take it. */
  code: string | null
  reason: string | null
  createdAt: string
  settledAt: string | null
}

/** A message that went between a case and its platform, so that it is there once. */
export interface PlatformMessageRow {
  messageId: string
  caseId: string
  /** Of channels; null: it went out, and the platform has not shown it yet. */
  recordId: string | null
  /** Why it could not be sent; null: it was, or is on its way. */
  failedReason: string | null
}

declare module 'shopkeeper' {
  interface Tables {
    platformCases: PlatformCaseRow
    platformDecisions: PlatformDecisionRow
    platformMessages: PlatformMessageRow
    /** How far the past of a source is taken in: up to this id. */
    caseCatchUps: { source: string; after: string }
  }
}
