/** What a case is about. */
export const caseKinds = [
  'return_refund',
  'refund_only',
  'exchange',
  'reship',
  'compensation',
  'repair',
  'price_difference'
] as const
export type CaseKind = (typeof caseKinds)[number]

/** Which states a case goes through: those of a request, or those of a dispute. */
export const caseFlows = ['request', 'dispute'] as const
export type CaseFlow = (typeof caseFlows)[number]

export const requestStates = [
  'requested',
  'approved',
  'awaiting_goods',
  'goods_received',
  'executing',
  'closed',
  'refused',
  'withdrawn',
  'reopened'
] as const

/** 受理 → 核实 → 协商 → 跟进反馈. */
export const disputeStates = [
  'submitted',
  'accepted',
  'verifying',
  'negotiating',
  'agreed',
  'escalated_to_platform',
  'executing',
  'followed_up',
  'closed',
  'withdrawn',
  'rejected_unsubstantiated',
  'reopened'
] as const
export type CaseState = (typeof requestStates)[number] | (typeof disputeStates)[number]

/** What a step may ask to be there before a state is left. */
export const artefacts = [
  'verification',
  'proposal',
  'agreement',
  'settlement',
  'goods',
  'satisfaction',
  'decision'
] as const
/** `settlement`: a refund that is done, goods sent anew, or what else was agreed on. `decision`: the platform's. */
export type Artefact = (typeof artefacts)[number]

export const caseOpeners = ['customer', 'staff', 'channel'] as const

/** Something that went wrong with what was bought, and what becomes of it. */
export interface CaseRow {
  id: string
  flow: CaseFlow
  kind: CaseKind
  state: CaseState
  /** When it came into this state. */
  stateSince: string
  /** Where the order was placed. */
  channelId: string
  /** As it was placed; null: none that we know. */
  orderId: string | null
  /** Of crm, where that is on and knows the buyer: who it was found to be. Moves with a merge. */
  customerId: string | null
  /** The customer it was found to be at first: goes back to it when a merge is undone. */
  memberId: string | null
  openedBy: (typeof caseOpeners)[number]
  /** Code of the taxonomy. */
  reason: string
  /** What the customer says. Personal. */
  description: string
  currency: string
  /** What is asked back; null: nothing in money. */
  requestedMinor: number | null
  /** The post that has to act now, by the state. */
  ownerRole: string
  /** Who looks after it. */
  owner: string | null
  /** When its state has to be left: the earlier of ours (`slaDueAt`) and the platform's. */
  dueAt: string | null
  /** By our own rules; none as soon as it comes into another state, until `setDue` says it anew. */
  slaDueAt: string | null
  /** The channel's id of the case; null: it knows of none. Unique by channel. */
  externalId: string | null
  platformStatus: string | null
  /** Grows with the platform's changes: a decision names the one it was made on. */
  platformVersion: string | null
  platformModifiedAt: string | null
  platformDueAt: string | null
  /** Whether what is claimed has proved true; null: not looked at yet. */
  isSubstantiated: number | null
  /** 1 to 5, said at the follow-up. */
  satisfaction: number | null
  reopenings: number
  /** When it was reopened last; artefacts from before no longer count. Null: never. */
  reopenedAt: string | null
  version: number
  openedAt: string
  closedAt: string | null
  createdAt: string
  updatedAt: string
}

/** Units of the order that a case is about. */
export interface CaseLineRow {
  id: string
  caseId: string
  /** Null: the document names no line of ours. */
  orderLineId: string | null
  sku: string
  variantId: string | null
  quantity: number
  /** Code of the taxonomy; of the case where it is the same. */
  reason: string
}

/** What happened to a case. Append-only. */
export interface CaseEventRow {
  id: string
  caseId: string
  at: string
  actor: string
  /** `opened`, `step`, `assigned`, `verified`, `proposed` … */
  kind: string
  fromState: string | null
  toState: string | null
  /** JSON. */
  detail: string
}

/** What a step asked for, as it was recorded by people or by the platform. Append-only. */
export interface CaseArtefactRow {
  id: string
  caseId: string
  artefact: Artefact
  at: string
  actor: string
  /** `reopenings` of the case at that time: of those before a reopening none counts any more. */
  reopening: number
  /** `version` of the case before it was recorded: the higher, the later. */
  caseVersion: number
  /** Of a verification, a decision or an agreement: what came out of it. */
  outcome: string | null
  /** JSON, without personal data. */
  detail: string
  /** What was written about it. Personal. */
  note: string | null
}

export const messageSides = ['customer', 'staff', 'platform', 'system'] as const

/** What was said in a case; a note is for us alone. */
export interface CaseMessageRow {
  id: string
  caseId: string
  side: (typeof messageSides)[number]
  isNote: number
  /** 1: written by a machine, so it answers nobody. */
  isAutomatic: number
  text: string
  actor: string
  at: string
}

export interface CaseEvidenceRow {
  id: string
  caseId: string
  name: string
  contentType: string
  sizeBytes: number
  sha256: string
  /** Where the bytes lie: base64. */
  content: string
  addedBy: string
  createdAt: string
}

declare module 'shopkeeper' {
  interface Tables {
    cases: CaseRow
    caseLines: CaseLineRow
    caseEvents: CaseEventRow
    caseMessages: CaseMessageRow
    caseEvidence: CaseEvidenceRow
    caseArtefacts: CaseArtefactRow
  }
}
