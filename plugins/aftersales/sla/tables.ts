import type { CaseFlow, CaseKind } from '../cases/tables.ts'

/** When people work. Changed as a whole. */
export interface SlaCalendarRow {
  id: string
  title: string
  /** IANA; null: the shop's. */
  zone: string | null
  /** JSON: `[{ weekday, from, to }]`. */
  hours: string
  /** JSON: `[{ on, title }]`. */
  holidays: string
  /** JSON: `[{ on, title, spans }]`. */
  workingDays: string
  /** 1: for what names no calendar; one at most. */
  isDefault: number
  version: number
  createdAt: string
  updatedAt: string
}

/** What is promised for which cases. Of those that fit, the one that says most of the case holds. */
export interface SlaPolicyRow {
  id: string
  title: string
  /** Null: any. */
  flow: CaseFlow | null
  kind: CaseKind | null
  channelId: string | null
  /** Null: the default calendar. */
  calendarId: string | null
  /** Working time; null: no target. */
  firstResponseMs: number | null
  nextResponseMs: number | null
  resolutionMs: number | null
  /** JSON: state → `{ ms, clock }`; what it leaves out is as the flow says. */
  states: string
  /** Part of a target's time after which it is due soon, in basis points. */
  warnAtBps: number
  /** 1: resolution and states rest after our reply until the customer writes. */
  pausesAfterReply: number
  isEnabled: number
  version: number
  createdAt: string
  updatedAt: string
}

/** What clocks need to know of a case beside the case. */
export interface SlaCaseRow {
  caseId: string
  /** Null: none fits. */
  policyId: string | null
  lastReplyAt: string | null
  lastCustomerAt: string | null
  /** 1: we have answered, and the customer has not. */
  isAnswered: number
}

/** `platform`: the deadline that the platform has set. */
export const clockTargets = [
  'first_response',
  'next_response',
  'resolution',
  'state',
  'platform'
] as const
export type ClockTarget = (typeof clockTargets)[number]

/** `dropped`: the case ended, or the deadline was replaced, before it was met. */
export const clockStates = ['running', 'paused', 'met', 'dropped'] as const
export type ClockState = (typeof clockStates)[number]

/** One measurement of one target in one case. */
export interface SlaClockRow {
  id: string
  caseId: string
  target: ClockTarget
  /** Of the target in its case, from 1. */
  ordinal: number
  /** The case's state that a `state` clock measures; null for the others. */
  caseState: string | null
  /** Null: work goes on around the clock. */
  calendarId: string | null
  /** Working time until it is breached; null: it is only measured. */
  targetMs: number | null
  warnAtBps: number
  state: ClockState
  /** JSON: `[{ at, is }]`, `is` one of run, hold, stop. */
  history: string
  startedAt: string
  endedAt: string | null
  /** Working time it ran, until its history ends. */
  workedMs: number
  /** Working time it rested while others were waited for, until its history ends. */
  heldMs: number
  /** When it was met for the first time, and after how much: a reopened case does not change it. */
  firstMetAt: string | null
  firstWorkedMs: number | null
  /** When it is breached, was it not met; null while it rests. */
  dueAt: string | null
  warnAt: string | null
  /** When somebody was told that it is due soon, and that it is breached; each once a due time. */
  warnedAt: string | null
  breachedAt: string | null
  /** 1: it took longer than its target. */
  isBreached: number
  /** When there is something to tell; null: nothing. */
  nextAt: string | null
  updatedAt: string
}

/** What an alert about a deadline carries. */
export interface SlaAlertFields {
  caseId: string
  target: ClockTarget
  /** Of the case. */
  state: string
  dueAt: string
  targetMs: number | null
}

declare module 'shopkeeper' {
  interface Tables {
    slaCalendars: SlaCalendarRow
    slaPolicies: SlaPolicyRow
    slaCases: SlaCaseRow
    slaClocks: SlaClockRow
  }
  interface Permissions {
    'aftersales:sla': true
  }
  interface AlertKinds {
    'aftersales.sla-due-soon': SlaAlertFields
    'aftersales.sla-breached': SlaAlertFields
    'aftersales.platform-due-soon': SlaAlertFields
  }
  interface Jobs {
    'aftersales.tell-deadline': { clockId: string }
    'aftersales.tell-deadlines': Record<never, never>
    'aftersales.recompute-clocks': { calendarId: string }
  }
}
