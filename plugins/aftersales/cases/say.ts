import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { AftersalesScope } from '../scope.ts'
import { findCases } from './repository/cases.ts'
import { insertMessages } from './repository/messages.ts'
import type { CaseMessageRow } from './tables.ts'

/** Something that is said in a case. */
export interface CaseSaying {
  caseId: string
  side: CaseMessageRow['side']
  text: string
  /** For us alone. */
  isNote?: boolean
  /** Written by a machine, so it answers nobody. */
  isAutomatic?: boolean
  /** Default: who acts. */
  actor?: string
  /** When it was said, if that was before we heard of it. Default: now. */
  at?: Instant
}

/**
 * Writes messages and notes of cases, also of those that are over, and tells the areas of them. Any number with a constant
 * number of queries. Returns them in the same order. Errors: NOT_FOUND.
 */
export async function sayInCases(
  tx: Tx,
  { areas }: AftersalesScope,
  sayings: readonly CaseSaying[]
): Promise<CaseMessageRow[]> {
  if (sayings.length === 0) return []
  const known = await findCases(tx, [...new Set(sayings.map(({ caseId }) => caseId))])
  const rows = sayings.map(
    ({ caseId, side, text, actor = tx.origin.actor, at = tx.now, ...is }) => {
      if (!known.has(caseId)) throw new NotFound({ what: 'case', id: caseId })
      const { isNote = false, isAutomatic = false } = is
      return {
        ...{ id: newId('csm'), caseId, side, text, actor, at },
        isNote: Number(isNote),
        isAutomatic: Number(isAutomatic)
      }
    }
  )
  await insertMessages(tx, rows)
  tx.audit(
    rows.map(({ id, caseId, side, isNote }) => ({
      ...{ action: isNote ? 'case.note' : 'case.message', subjectType: 'case', subjectId: caseId },
      after: { messageId: id, side }
    }))
  )
  for (const area of areas) await area.onMessages?.(tx, rows)
  await tx.emit(
    'case.messaged',
    rows.map(({ id: messageId, caseId, side, isNote }) => ({
      ...{ caseId, messageId, side, isNote: isNote === 1 }
    }))
  )
  return rows
}
