import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CrmMessageTemplateRow, CrmMessageTemplateVersionRow } from '../tables.ts'

export async function findTemplate(
  db: Reader,
  id: string
): Promise<CrmMessageTemplateRow | undefined> {
  return db.selectFrom('crmMessageTemplates').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A template, locked until the transaction ends. */
export async function loadTemplate(tx: Tx, id: string): Promise<CrmMessageTemplateRow | undefined> {
  const lock = tx.dialect === 'postgres' ? sql`for update` : sql``
  const { rows } = await sql<CrmMessageTemplateRow>`
    select * from crm_message_templates where id = ${id} ${lock}`.execute(tx)
  return rows[0]
}

/** Templates by handle; those that there are not are missing. */
export async function templatesByHandle(
  db: Reader,
  handles: readonly string[]
): Promise<Map<string, CrmMessageTemplateRow>> {
  const rows = await db
    .selectFrom('crmMessageTemplates')
    .selectAll()
    .where(isOneOf(db, 'handle', [...new Set(handles)]))
    .execute()
  return new Map(rows.map((row) => [row.handle, row]))
}

/** Returns false when the handle is taken. */
export async function insertTemplate(tx: Tx, row: CrmMessageTemplateRow): Promise<boolean> {
  const inserted = await insertAll(tx, 'crmMessageTemplates', [row], { on: ['handle'] })
  if (inserted === 0) return false
  await insertAll(tx, 'crmMessageTemplateVersions', [versionOf(tx, row)])
  return true
}

export async function saveTemplate(tx: Tx, row: CrmMessageTemplateRow): Promise<void> {
  const { id, ...values } = row
  await tx.updateTable('crmMessageTemplates').set(values).where('id', '=', id).execute()
  await insertAll(tx, 'crmMessageTemplateVersions', [versionOf(tx, row)])
}

/** Its versions stay. */
export async function deleteTemplate(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('crmMessageTemplates').where('id', '=', id).execute()
}

function versionOf(
  tx: Tx,
  { id: templateId, version, title, purpose, content }: CrmMessageTemplateRow
): CrmMessageTemplateVersionRow {
  const { actor } = tx.origin
  return { templateId, version, title, purpose, content, actor, createdAt: tx.now }
}
