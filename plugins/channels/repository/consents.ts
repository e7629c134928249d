import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { ConsentRow } from '../accounts/tables.ts'

export async function insertConsent(tx: Tx, row: ConsentRow): Promise<void> {
  await insertAll(tx, 'channelConsents', [row])
}

export async function findConsent(db: Reader, id: string): Promise<ConsentRow | undefined> {
  return db.selectFrom('channelConsents').selectAll().where('id', '=', id).executeTakeFirst()
}

/** The question that one of the hashes belongs to, answered or not. */
export async function consentOf(
  db: Reader,
  channelId: string,
  stateHashes: readonly string[]
): Promise<ConsentRow | undefined> {
  return db
    .selectFrom('channelConsents')
    .selectAll()
    .where('channelId', '=', channelId)
    .where(isOneOf(db, 'stateHash', stateHashes))
    .executeTakeFirst()
}

/** Uses a question up. False: its time is over, or it has been answered before. */
export async function useConsent(tx: Tx, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`update channel_consents set used_at = ${tx.now}
    where id = ${id} and used_at is null and expires_at > ${tx.now}`.execute(tx)
  return numAffectedRows === 1n
}

export async function settleConsent(
  tx: Tx,
  id: string,
  { grantedAt, reason }: Pick<ConsentRow, 'grantedAt' | 'reason'>
): Promise<void> {
  await sql`update channel_consents set granted_at = ${grantedAt}, reason = ${reason}
    where id = ${id}`.execute(tx)
}

export async function purgeConsents(tx: Tx, before: Instant): Promise<void> {
  await sql`delete from channel_consents where expires_at < ${before}`.execute(tx)
}
