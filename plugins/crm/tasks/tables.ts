export const taskStates = ['open', 'done', 'canceled'] as const
export type TaskState = (typeof taskStates)[number]

export const taskPriorities = ['low', 'normal', 'high'] as const
export type TaskPriority = (typeof taskPriorities)[number]

/** `manual`: somebody asked for it; `automation`: an automation did; `recurring`: the one before it was done. */
export const taskSources = ['manual', 'automation', 'recurring'] as const
export type TaskSource = (typeof taskSources)[number]

/** Something to do about a customer. */
export interface CrmTaskRow {
  id: string
  memberId: string
  customerId: string
  /** Without personal data: shown to whoever sees tasks. */
  title: string
  /** Sealed, bound to the row's id. */
  note: string | null
  dueAt: string
  /** Who has to do it: a name, a post or a key, as the shop writes them; null: anybody. */
  assignee: string | null
  priority: TaskPriority
  state: TaskState
  source: TaskSource
  /** Names what asked for it: the same source asks once. Unique; null: nothing to hold it against. */
  sourceId: string | null
  /** Done, it is to be done again so many days later; null: once. */
  everyDays: number | null
  /** Sealed, bound to the row's id. */
  outcome: string | null
  closedAt: string | null
  closedBy: string | null
  /** When somebody was told that it is overdue; null: not yet. */
  overdueAt: string | null
  version: number
  createdAt: string
  updatedAt: string
}

declare module 'shopkeeper' {
  interface Tables {
    crmTasks: CrmTaskRow
  }
  interface Permissions {
    'tasks:read': true
    'tasks:write': true
  }
  interface Events {
    'task.created': TaskEvent
    /** It is done or canceled. */
    'task.closed': TaskEvent
    'task.overdue': TaskEvent
  }
  interface AlertKinds {
    'task.overdue': { customerId: string; assignee: string | null; dueAt: string }
  }
  interface Jobs {
    'tasks.find-overdue': Record<never, never>
  }
}

/** A task as its events tell it. */
export interface TaskEvent {
  taskId: string
  customerId: string
  assignee: string | null
  state: TaskState
  dueAt: string
}
