import type { Role } from '../access/roles.ts'
import type { AlertKind, AlertKinds } from '../registry.ts'
import type { Tx } from '../transaction.ts'

/** `info` needs nobody, `warning` needs somebody today, `critical` needs somebody now. */
export type Severity = 'info' | 'warning' | 'critical'

/** Declares a kind of alert: listed in the docs and in the API. */
export interface AlertDefinition {
  title: string
  severity: Severity
  /** The post that has to deal with it. */
  ownerRole: Role
}

/** A cause that needs somebody. Raising it again while it is open only counts it. */
export interface AlertInput<Kind extends AlertKind = AlertKind> {
  kind: Kind
  subjectType: string
  subjectId: string
  /** What a person reads in a list: one sentence with the numbers in it. */
  message: string
  fields: AlertKinds[Kind]
  /** Replaces the declared severity. */
  severity?: Severity
}

/** Names a cause that may be gone. */
export interface AlertSubject {
  kind: AlertKind
  subjectType: string
  subjectId: string
}

/** Alerts as a plugin uses them. */
export interface Alerts {
  /** Raises causes; one that is open already is only counted. */
  raise<Kind extends AlertKind>(tx: Tx, alerts: readonly AlertInput<Kind>[]): Promise<void>
  /** Resolves the alerts whose cause is gone. Those that were never raised are ignored. */
  clear(tx: Tx, subjects: readonly AlertSubject[]): Promise<void>
}
