import type {
  CaseArtefactRow,
  CaseEventRow,
  CaseEvidenceRow,
  CaseLineRow,
  CaseMessageRow,
  CaseRow
} from './tables.ts'

/** Who looks, and when. */
export interface CaseViewer {
  canSeePersonal: boolean
  now: string
}

/** Evidence without its bytes. */
export type EvidenceFacts = Omit<CaseEvidenceRow, 'content'>

/** A case as lists have it: without the customer's words. */
export function presentCase(
  row: Readonly<CaseRow>,
  lines: readonly CaseLineRow[],
  { now }: Pick<CaseViewer, 'now'>
) {
  const { description: _, memberId: __, slaDueAt: ___, isSubstantiated, ...rest } = row
  return {
    ...rest,
    isSubstantiated: isSubstantiated === null ? null : isSubstantiated === 1,
    isOverdue: row.closedAt === null && row.dueAt !== null && row.dueAt < now,
    lines: lines.map(({ caseId: _, ...line }) => line)
  }
}

export function presentEvent({ caseId: _, detail, ...row }: CaseEventRow) {
  return { ...row, detail: JSON.parse(detail) as Record<string, unknown> }
}

export function presentMessage(
  { caseId: _, isNote, isAutomatic, text, ...row }: CaseMessageRow,
  { canSeePersonal }: Pick<CaseViewer, 'canSeePersonal'>
) {
  const flags = { isNote: isNote === 1, isAutomatic: isAutomatic === 1 }
  return { ...row, ...flags, text: canSeePersonal ? text : null }
}

export function presentEvidence(
  { caseId: _, name, ...row }: EvidenceFacts,
  { canSeePersonal }: Pick<CaseViewer, 'canSeePersonal'>
) {
  return { ...row, name: canSeePersonal ? name : null }
}

export function presentArtefact(
  { caseId: _, reopening: __, caseVersion: ___, detail, note, ...row }: CaseArtefactRow,
  { canSeePersonal }: Pick<CaseViewer, 'canSeePersonal'>
) {
  return {
    ...row,
    detail: JSON.parse(detail) as Record<string, unknown>,
    note: canSeePersonal ? note : null
  }
}
