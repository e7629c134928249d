import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { PlatformDecisionRow } from '../tables.ts'

export async function insertDecision(tx: Tx, row: PlatformDecisionRow): Promise<void> {
  await tx.insertInto('platformDecisions').values(row).execute()
}

/** Decisions by id. */
export async function decisionsById(
  db: Reader,
  ids: readonly string[]
): Promise<PlatformDecisionRow[]> {
  if (ids.length === 0) return []
  return db
    .selectFrom('platformDecisions')
    .selectAll()
    .where(isOneOf(db, 'id', ids))
    .execute()
}

/** The newest decisions of a case, newest first. */
export function lastDecisions(
  db: Reader,
  caseId: string,
  limit: number
): Promise<PlatformDecisionRow[]> {
  return db
    .selectFrom('platformDecisions')
    .selectAll()
    .where('caseId', '=', caseId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Writes what became of a decision. */
export async function settleDecision(
  tx: Tx,
  id: string,
  result: Pick<PlatformDecisionRow, 'state' | 'code' | 'reason'>
): Promise<void> {
  await tx
    .updateTable('platformDecisions')
    .set({ ...result, settledAt: tx.now })
    .where('id', '=', id)
    .execute()
}

/** Takes what was written to buyers, and what they wrote, off cases. */
export async function erasePlatformWords(tx: Tx, caseIds: readonly string[]): Promise<void> {
  const isTheirs = isOneOf(tx, 'caseId', caseIds)
  await tx.updateTable('platformDecisions').set({ note: '' }).where(isTheirs).execute()
  await tx.updateTable('platformCases').set({ rawReason: '' }).where(isTheirs).execute()
}
