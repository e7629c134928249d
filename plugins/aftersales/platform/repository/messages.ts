import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CaseMessageRow } from '../../cases/tables.ts'
import type { PlatformMessageRow } from '../tables.ts'

export async function insertPlatformMessages(
  tx: Tx,
  rows: readonly PlatformMessageRow[]
): Promise<void> {
  await insertAll(tx, 'platformMessages', rows)
}

/** Which of these records are in a case already. */
export async function messagesTaken(
  db: Reader,
  recordIds: readonly string[]
): Promise<Set<string>> {
  if (recordIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('platformMessages')
    .select('recordId')
    .where(isOneOf(db, 'recordId', recordIds))
    .execute()
  return new Set(rows.flatMap(({ recordId }) => recordId ?? []))
}

/** The case that is open of each of these orders, as they were placed: the newest, if there are several. */
export async function openCasesOf(
  db: Reader,
  orderIds: readonly string[]
): Promise<Map<string, string>> {
  if (orderIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('cases')
    .select(['id', 'orderId'])
    .where(isOneOf(db, 'orderId', orderIds))
    .where('closedAt', 'is', null)
    .orderBy('id')
    .execute()
  return new Map(rows.map(({ id, orderId }) => [orderId!, id]))
}

/** What staff has written in cases and had sent, that their platforms have not shown yet. */
export async function unshownOf(
  db: Reader,
  caseIds: readonly string[]
): Promise<Pick<CaseMessageRow, 'id' | 'caseId' | 'text'>[]> {
  if (caseIds.length === 0) return []
  return db
    .selectFrom('platformMessages')
    .innerJoin('caseMessages', 'caseMessages.id', 'platformMessages.messageId')
    .select(['caseMessages.id', 'caseMessages.caseId', 'caseMessages.text'])
    .where(isOneOf(db, 'platformMessages.caseId', caseIds))
    .where('recordId', 'is', null)
    .orderBy('caseMessages.id')
    .execute()
}

/** Notes that platforms show what was sent. */
export async function markShown(
  tx: Tx,
  shown: readonly { messageId: string; recordId: string }[]
): Promise<void> {
  if (shown.length === 0) return
  const columns = { messageId: 'text', recordId: 'text' } as const
  await sql`update platform_messages set record_id = shown.record_id
    from ${rowsFrom(tx, 'shown', columns, shown)}
    where platform_messages.message_id = shown.message_id`.execute(tx)
}

/** Notes why messages were not sent; null: they were after all. Returns those that are messages of cases. */
export async function markSent(
  tx: Tx,
  sent: readonly { messageId: string; failedReason: string | null }[]
): Promise<{ messageId: string; caseId: string; failedReason: string | null }[]> {
  if (sent.length === 0) return []
  const columns = { messageId: 'text', failedReason: 'text' } as const
  const { rows } = await sql<{ messageId: string; caseId: string; failedReason: string | null }>`
    update platform_messages set failed_reason = sent.failed_reason
    from ${rowsFrom(tx, 'sent', columns, sent)}
    where platform_messages.message_id = sent.message_id
    returning platform_messages.message_id, case_id, platform_messages.failed_reason`.execute(tx)
  return rows
}
