import type { Role } from '#core/access/roles'
import type { ReasonClass } from '../cases/reasons.ts'

/** What a rate of after-sales is about. */
export const qualitySubjects = ['sku', 'supplier', 'reason'] as const
export type QualitySubject = (typeof qualitySubjects)[number]

/** Cases of reasons that one party answers for, or of all. */
export type CountedClass = ReasonClass | 'all'

export const issueStates = ['open', 'investigating', 'resolved', 'dismissed'] as const
export type IssueState = (typeof issueStates)[number]

/** What was sold of a SKU in the window, and who supplies it; those of which nothing was sold are not here. */
export interface QualitySkuRow {
  sku: string
  /** By the catalog's attribute; null: it says nothing. */
  supplier: string | null
  unitsSold: number
  measuredAt: string
}

/** When all SKUs were counted last; before that nothing is known of suppliers and reasons. */
export interface QualityCountRow {
  what: 'skus'
  countedAt: string
}

/** SKUs whose figures are to be reckoned anew. */
export interface QualityDirtyRow {
  sku: string
  markedAt: string
}

/** Something comes back more often than it should. */
export interface QualityIssueRow {
  id: string
  subjectType: QualitySubject
  /** A SKU, a supplier, or the code of a reason. One open issue each. */
  subject: string
  /** Whose cases passed the threshold. */
  reasonClass: CountedClass
  state: IssueState
  ownerRole: Role
  assignee: string | null
  /** As last measured while it is open. */
  unitsInCases: number
  cases: number
  unitsSold: number
  rateBps: number
  thresholdBps: number
  windowDays: number
  /** Cases up to here are known from the issue before, and are not counted. */
  countsAfter: string | null
  previousIssueId: string | null
  /** What was found, or why it is none. */
  conclusion: string | null
  openedAt: string
  measuredAt: string
  endedAt: string | null
  endedBy: string | null
  version: number
  updatedAt: string
}

export interface QualityIssueCaseRow {
  issueId: string
  caseId: string
}

/** A quality issue as its events tell it. */
export interface QualityIssueEvent {
  issueId: string
  subjectType: QualitySubject
  subject: string
  reasonClass: CountedClass
  state: IssueState
  unitsInCases: number
  unitsSold: number
  rateBps: number
}

declare module 'shopkeeper' {
  interface Tables {
    qualitySkus: QualitySkuRow
    qualityCounts: QualityCountRow
    qualityDirty: QualityDirtyRow
    qualityIssues: QualityIssueRow
    qualityIssueCases: QualityIssueCaseRow
  }
  interface Permissions {
    'aftersales:quality': true
  }
  interface Events {
    'quality.opened': QualityIssueEvent
    /** It is looked into, or over. */
    'quality.changed': QualityIssueEvent
  }
  interface AlertKinds {
    'aftersales.quality': {
      subjectType: QualitySubject
      subject: string
      reasonClass: CountedClass
      unitsInCases: number
      unitsSold: number
      rateBps: number
      thresholdBps: number
    }
  }
  interface Jobs {
    'aftersales.measure-quality': Record<never, never>
    'aftersales.check-quality': Record<never, never>
  }
}
