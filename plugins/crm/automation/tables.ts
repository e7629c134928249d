export const automationStates = ['draft', 'active', 'paused', 'archived'] as const
export type AutomationState = (typeof automationStates)[number]

export interface AutomationRow {
  id: string
  handle: string
  title: string
  description: string | null
  state: AutomationState
  /** The definition that new runs follow. */
  definitionVersion: number
  /** What lets customers enter: an event, `date` or `inactivity`. */
  listens: string
  /** The segment or tier that the event has to be of; null: any. */
  subject: string | null
  /** Since when it has been active without a break; null: it is not. */
  activeSince: string | null
  /** The day that is gone through for customers who enter by time; null: none yet. */
  walkOn: string | null
  /** The last customer of that day who was looked at; empty: none yet. */
  walkAfter: string
  /** Failures in a row, without the step being done meanwhile that has failed last. */
  failures: number
  failingStep: string | null
  version: number
  createdAt: string
  updatedAt: string
}

/** A definition as it was written. Never changed: runs keep the one they began with. */
export interface AutomationVersionRow {
  automationId: string
  version: number
  /** JSON: `DefinitionShape`. */
  definition: string
  actor: string
  createdAt: string
}

/** Something that has happened and may let a customer enter; gone once it was looked at. */
export interface AutomationSignalRow {
  id: string
  event: string
  /** The segment or tier it is of. */
  subject: string | null
  /** Null: that of the order. */
  customerId: string | null
  orderId: string | null
  /** Names what has happened: the same lets a customer enter once. */
  sourceId: string
  /** JSON: what the event brings. */
  brought: string
  /** JSON: the automations that led to it, the first one first. */
  chain: string
  at: string
}

export const runStates = ['running', 'finished', 'exited', 'failed', 'stopped', 'heldOut'] as const
export type RunState = (typeof runStates)[number]

/** A customer's way through an automation. */
export interface AutomationRunRow {
  id: string
  automationId: string
  definitionVersion: number
  memberId: string
  customerId: string
  /** What let the customer enter; unique by automation and member. */
  sourceId: string
  state: RunState
  /** Why it ended: a condition, `order`, `erased`, `merged`, `archived`; or the error that its step failed with last. */
  reason: string | null
  /** The step to do next, or that it has failed at; null: none. */
  step: string | null
  dueAt: string | null
  /** Tries of that step that have failed. */
  attempts: number
  /** JSON: what the trigger and each step have brought, by step. */
  brought: string
  /** JSON: the automations that led here. */
  chain: string
  enteredAt: string
  /** Orders before it count as its success. */
  windowEndsAt: string
  finishedAt: string | null
}

/** An action that was done. Append-only; each step of a run once. */
export interface AutomationDeedRow {
  runId: string
  step: string
  /** Where the step stands in its definition. */
  place: number
  kind: string
  at: string
}

declare module 'shopkeeper' {
  interface Tables {
    automations: AutomationRow
    automationVersions: AutomationVersionRow
    automationSignals: AutomationSignalRow
    automationRuns: AutomationRunRow
    automationDeeds: AutomationDeedRow
  }
  interface Permissions {
    'automation:read': true
    'automation:write': true
  }
  interface Events {
    'automation.entered': {
      automationId: string
      handle: string
      runId: string
      customerId: string
      /** It is held out: nothing will be done. */
      isHeldOut: boolean
    }
    'automation.finished': {
      automationId: string
      handle: string
      runId: string
      customerId: string
      state: RunState
      reason: string | null
    }
    'automation.called': {
      automationId: string
      handle: string
      runId: string
      customerId: string
      step: string
      name: string
      values: Record<string, string | number | null>
    }
  }
  interface AlertKinds {
    'automation.failing': { handle: string; step: string | null; code: string; failures: number }
    'automation.looping': { handle: string; refused: number }
  }
  interface Jobs {
    'automation.run': Record<never, never>
  }
}
