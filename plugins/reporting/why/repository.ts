import { sql } from 'kysely'
import { insertAll } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { ReportAnnotationRow, ReportAnomalyRow } from './tables.ts'

export async function deleteAnomalies(tx: Tx, dayOn: string): Promise<void> {
  await tx.deleteFrom('reportAnomalies').where('dayOn', '=', dayOn).execute()
}

export async function saveAnomalies(tx: Tx, rows: readonly ReportAnomalyRow[]): Promise<void> {
  await insertAll(tx, 'reportAnomalies', rows)
}

/** An annotation, locked until the transaction ends. */
export async function lockAnnotation(tx: Tx, id: string): Promise<ReportAnnotationRow | undefined> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<ReportAnnotationRow>`
    select * from report_annotations where id = ${id} ${lock}`.execute(tx)
  return rows[0]
}
