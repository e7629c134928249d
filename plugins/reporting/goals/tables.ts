/** What is to be reached in a span of days. Its parts are the goals that name it as their parent. */
export interface ReportGoalRow {
  id: string
  /** The goal that all of the tree is part of; of that one itself its own id. */
  rootId: string
  parentId: string | null
  /** 0 for the whole. */
  level: number
  /** Among the parts of its parent, from 0. */
  position: number
  title: string
  metric: string
  /** Of a target in money. */
  currency: string | null
  fromOn: string
  toOn: string
  /** What it came about by, when its parent was divided: a span of time or a dimension; null: the whole. */
  splitBy: string | null
  /** JSON: `ReportFilter[]`, of its parents too. */
  filters: string
  /** Who answers for it. */
  owner: string | null
  /** In whole units of the metric: minor units, counts; of a ratio, an average time or a mean in millionths. */
  targetUnits: number
  version: number
  createdBy: string
  createdAt: string
  updatedAt: string
}

declare module 'shopkeeper' {
  interface Tables {
    reportGoals: ReportGoalRow
  }
  interface Permissions {
    'reports:goals': true
  }
}
