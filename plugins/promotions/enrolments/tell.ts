import type { Tx } from '#core/transaction'
import type { Finding } from '../check/finding.ts'
import { insertSteps } from './repository.ts'
import type { EnrolmentState } from './steps.ts'
import type { EnrolmentRow, EnrolmentStepRow } from './tables.ts'

/** A step that an enrolment has taken; `row` is what it is now. */
export interface StepTaken {
  row: EnrolmentRow
  step: EnrolmentStepRow['step']
  from: EnrolmentState | null
  reason?: string | null
  isForced?: boolean
  broken?: readonly Finding[]
  /** For the audit log. */
  detail?: object
}

/** Writes steps into the history and the audit log, and tells of them. */
export async function tellSteps(tx: Tx, taken: readonly StepTaken[]): Promise<void> {
  const rows = taken.map(({ row, step, from, reason = null, isForced = false, broken = [] }) => ({
    enrolmentId: row.id,
    version: row.version,
    step,
    fromState: from,
    toState: row.state,
    reason,
    isForced: Number(isForced),
    broken: JSON.stringify(broken),
    actor: tx.origin.actor,
    at: tx.now
  }))
  await insertSteps(tx, rows)
  tx.audit(
    taken.map(({ row, step, from, reason, isForced, broken, detail }) => ({
      action: `enrolment.${step}`,
      subjectType: 'enrolment',
      subjectId: row.id,
      ...(from !== null && { before: { state: from } }),
      after: { state: row.state, reason, ...(isForced && { isForced, broken }) },
      ...detail
    }))
  )
  await tx.emit(
    'enrolment.changed',
    taken.map(({ row: { id, eventId, state } }) => ({ enrolmentId: id, eventId, state }))
  )
}
