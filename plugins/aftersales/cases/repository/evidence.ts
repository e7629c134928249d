import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { EvidenceFacts } from '../present.ts'
import type { CaseEvidenceRow } from '../tables.ts'

export async function insertEvidence(tx: Tx, row: CaseEvidenceRow): Promise<void> {
  await tx.insertInto('caseEvidence').values(row).execute()
}

/** Evidence of cases without the bytes, oldest first. */
export function evidenceOf(db: Reader, caseIds: readonly string[]): Promise<EvidenceFacts[]> {
  return db
    .selectFrom('caseEvidence')
    .select(['id', 'caseId', 'name', 'contentType', 'sizeBytes', 'sha256', 'addedBy', 'createdAt'])
    .where(isOneOf(db, 'caseId', caseIds))
    .orderBy('id')
    .execute()
}

/** A file of a case, with its bytes. */
export function findEvidence(
  db: Reader,
  { id, evidenceId }: { id: string; evidenceId: string }
): Promise<CaseEvidenceRow | undefined> {
  return db
    .selectFrom('caseEvidence')
    .selectAll()
    .where('caseId', '=', id)
    .where('id', '=', evidenceId)
    .executeTakeFirst()
}
