import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { rowsFrom } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { DefinitionsQueryShape } from './schema.ts'
import type { ReportDefinitionRow } from './tables.ts'

export function findDefinition(db: Reader, id: string): Promise<ReportDefinitionRow | undefined> {
  return db.selectFrom('reportDefinitions').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A definition, locked until the transaction ends. */
export async function lockDefinition(tx: Tx, id: string): Promise<ReportDefinitionRow | undefined> {
  const query = tx.selectFrom('reportDefinitions').selectAll().where('id', '=', id)
  return (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
}

export async function insertDefinition(tx: Tx, row: ReportDefinitionRow): Promise<void> {
  await tx.insertInto('reportDefinitions').values(row).execute()
}

export async function saveDefinition(tx: Tx, { id, ...row }: ReportDefinitionRow): Promise<void> {
  await tx.updateTable('reportDefinitions').set(row).where('id', '=', id).execute()
}

export async function removeDefinition(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('reportDefinitions').where('id', '=', id).execute()
}

/** One page of definitions by name: one query. */
export function listDefinitions(
  db: Reader,
  { limit, after, isEnabled }: DefinitionsQueryShape
): Promise<Page<ReportDefinitionRow>> {
  let rows = db.selectFrom('reportDefinitions').selectAll()
  if (isEnabled !== undefined) rows = rows.where('isEnabled', '=', Number(isEnabled))
  return pageOf(rows, { list: 'reportDefinitions', sort: ['name', 'id'], limit, after })
}

/** Definitions whose time has come, at most a limit; on Postgres without those that another worker is at. */
export async function dueDefinitions(tx: Tx, limit: number): Promise<ReportDefinitionRow[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update skip locked' : '')
  const { rows } = await sql<ReportDefinitionRow>`select * from report_definitions
    where next_run_at is not null and next_run_at <= ${tx.now}
    order by next_run_at, id limit ${sql.lit(limit)} ${lock}`.execute(tx)
  return rows
}

/** Notes when definitions are due next: one statement. */
export async function putOff(
  tx: Tx,
  nextRuns: readonly { id: string; nextRunAt: Instant }[]
): Promise<void> {
  await sql`update report_definitions set next_run_at = due.next_run_at
    from ${rowsFrom(tx, 'due', { id: 'text', nextRunAt: 'text' }, nextRuns)}
    where report_definitions.id = due.id`.execute(tx)
}
