import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { AftersalesScope, CaseChange } from '../scope.ts'
import { loadCases } from './load.ts'
import { insertArtefacts } from './repository/artefacts.ts'
import type { Artefact, CaseArtefactRow } from './tables.ts'
import { type CaseFields, type CaseUpdate, updateCases } from './update.ts'

/** Something that steps ask for, which is there from now on. */
export interface CaseRecord {
  caseId: string
  artefact: Artefact
  version?: number | undefined
  outcome?: string | null
  /** For everybody who sees the case. */
  detail?: Readonly<Record<string, unknown>>
  /** What was written about it. Personal. */
  note?: string | null
  /** What of the case follows from it. */
  set?: Partial<CaseFields>
}

const eventKinds: Readonly<Record<Artefact, string>> = {
  verification: 'verified',
  proposal: 'proposed',
  agreement: 'agreed',
  settlement: 'settled',
  goods: 'goods_received',
  satisfaction: 'satisfaction_given',
  decision: 'decided'
}

/**
 * Records artefacts of cases for good; a later one of the same kind counts instead of an earlier one. Any number with a
 * constant number of queries. Returns their rows in the same order, and which cases have changed by it.
 *
 * Errors: NOT_FOUND, VERSION_OUTDATED.
 */
export async function recordArtefacts(
  tx: Tx,
  scope: AftersalesScope,
  records: readonly CaseRecord[]
): Promise<{ rows: CaseArtefactRow[]; changes: CaseChange[] }> {
  if (records.length === 0) return { rows: [], changes: [] }
  const cases = await loadCases(tx, records)
  const rows = records.map(
    ({ caseId, artefact, outcome = null, detail = {}, note = null }): CaseArtefactRow => ({
      ...{ id: newId('csa'), caseId, artefact, at: tx.now, actor: tx.origin.actor },
      reopening: cases.get(caseId)!.reopenings,
      caseVersion: cases.get(caseId)!.version,
      ...{ outcome, detail: JSON.stringify(detail), note }
    })
  )
  await insertArtefacts(tx, rows)
  const updates = records.map(
    ({ caseId, artefact, outcome, detail, set = {} }, at): CaseUpdate => ({
      ...{ caseId, set, isTold: true },
      event: {
        kind: eventKinds[artefact],
        detail: { artefactId: rows[at]!.id, ...(outcome && { outcome }), ...detail }
      }
    })
  )
  return { rows, changes: await updateCases(tx, scope, updates) }
}
