import type { EnrolmentState, EnrolmentStep } from './steps.ts'

/** An event of a platform that SKUs are enrolled in. */
export interface PlatformEventRow {
  id: string
  title: string
  /** Null: every account on the platform. */
  channelId: string | null
  platform: string | null
  currency: string
  enrolFrom: string
  /** Exclusive. */
  enrolUntil: string
  startsAt: string
  /** Exclusive. */
  endsAt: string
  /** JSON: `EnrolmentRule[]`. */
  rules: string
  /** Counts up with every change; the ETag. */
  version: number
  createdAt: string
  updatedAt: string
}

export interface EnrolmentRow {
  id: string
  eventId: string
  state: EnrolmentState
  /** JSON: `EnrolmentMaterial[]`. */
  materials: string
  /** The promotion that makes the promised prices. */
  promotionId: string | null
  /** 1: submitted although the check did not pass. */
  isForced: number
  /** Counts up with every change and step; the ETag. */
  version: number
  createdBy: string
  createdAt: string
  updatedAt: string
}

/** A SKU of an enrolment, and what is promised of it. */
export interface EnrolmentItemRow {
  enrolmentId: string
  /** As it was written. */
  place: number
  sku: string
  variantId: string
  priceMinor: number
  units: number
  /** As somebody stated it; null: not known, as the next two are. */
  goodRateBps: number | null
  reviewSource: string | null
  reviewOn: string | null
}

/** A step that an enrolment took. Never changed. */
export interface EnrolmentStepRow {
  enrolmentId: string
  /** The enrolment's with it. */
  version: number
  step: 'create' | EnrolmentStep
  fromState: EnrolmentState | null
  toState: EnrolmentState
  reason: string | null
  isForced: number
  /** JSON: the rules that were not kept when it was submitted; without what tells of cost. */
  broken: string
  actor: string
  at: string
}

declare module 'shopkeeper' {
  interface Tables {
    platformEvents: PlatformEventRow
    enrolments: EnrolmentRow
    enrolmentItems: EnrolmentItemRow
    enrolmentSteps: EnrolmentStepRow
  }
}
