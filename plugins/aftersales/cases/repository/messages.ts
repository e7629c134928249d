import { insertAll } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CaseMessageRow } from '../tables.ts'

export async function insertMessages(tx: Tx, rows: readonly CaseMessageRow[]): Promise<void> {
  await insertAll(tx, 'caseMessages', rows)
}
