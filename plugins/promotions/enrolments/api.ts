import type { EnrolmentState } from './steps.ts'

/** An enrolment as its event tells it. */
export interface EnrolmentEvent {
  enrolmentId: string
  /** The platform's event. */
  eventId: string
  state: EnrolmentState
}

/** What an alert about an event that soon takes no more enrolments carries. */
export interface EnrolmentDraftsFields {
  title: string
  enrolUntil: string
  drafts: number
}

/** What an alert about a promise that is not kept carries: the first hundred SKUs. */
export interface EnrolmentPromiseFields {
  eventId: string
  title: string
  skus: string[]
}

declare module 'shopkeeper' {
  interface Events {
    /** An enrolment in a platform's event is new, or has taken a step. */
    'enrolment.changed': EnrolmentEvent
  }
  interface Permissions {
    'enrolments:read': true
    'enrolments:write': true
  }
  interface Jobs {
    'enrolments.move': Record<never, never>
    'enrolments.watch': Record<never, never>
  }
  interface AlertKinds {
    'enrolment.drafts-left': EnrolmentDraftsFields
    'enrolment.price-broken': EnrolmentPromiseFields
    'enrolment.stock-short': EnrolmentPromiseFields
  }
}
