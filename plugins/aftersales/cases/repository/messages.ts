import type { Reader } from '#core/database/db'
import { insertAll } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CaseMessageRow } from '../tables.ts'

export async function insertMessages(tx: Tx, rows: readonly CaseMessageRow[]): Promise<void> {
  await insertAll(tx, 'caseMessages', rows)
}

/** What was said in a case, oldest first. */
export function messagesOf(db: Reader, caseId: string): Promise<CaseMessageRow[]> {
  return db
    .selectFrom('caseMessages')
    .selectAll()
    .where('caseId', '=', caseId)
    .orderBy('at')
    .orderBy('id')
    .execute()
}
