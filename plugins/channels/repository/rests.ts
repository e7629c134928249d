import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { RestRow } from '../accounts/tables.ts'

export async function listRests(db: Reader, channelId: string): Promise<RestRow[]> {
  return db.selectFrom('channelRests').selectAll().where('channelId', '=', channelId).execute()
}

/** Puts something to rest; a longer rest stays. */
export async function extendRest(tx: Tx, row: Omit<RestRow, 'failures'>): Promise<void> {
  await sql`insert into channel_rests (channel_id, subject, failures, until_at, reason)
    values (${row.channelId}, ${row.subject}, 0, ${row.untilAt}, ${row.reason})
    on conflict (channel_id, subject) do update
    set until_at = excluded.until_at, reason = excluded.reason
    where excluded.until_at > channel_rests.until_at`.execute(tx)
}

/** Counts one more failure in a row. Returns how many they are now. */
export async function countFailure(
  tx: Tx,
  { channelId, subject, reason }: Pick<RestRow, 'channelId' | 'subject' | 'reason'>
): Promise<number> {
  const { rows } = await sql<{ failures: number }>`insert into channel_rests
      (channel_id, subject, failures, until_at, reason)
    values (${channelId}, ${subject}, 1, ${tx.now}, ${reason})
    on conflict (channel_id, subject) do update
    set failures = channel_rests.failures + 1, reason = excluded.reason
    returning failures`.execute(tx)
  return rows[0]!.failures
}

/** Of all who find a rest over, lets one go on; the others rest until `untilAt`. */
export async function claimTrial(
  tx: Tx,
  {
    channelId,
    subject,
    now,
    untilAt
  }: Pick<RestRow, 'channelId' | 'subject' | 'untilAt'> & {
    now: Instant
  }
): Promise<boolean> {
  const { numAffectedRows } = await sql`update channel_rests set until_at = ${untilAt}
    where channel_id = ${channelId} and subject = ${subject} and until_at <= ${now}`.execute(tx)
  return numAffectedRows === 1n
}

export async function deleteRest(tx: Tx, channelId: string, subject: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from channel_rests
    where channel_id = ${channelId} and subject = ${subject}`.execute(tx)
  return numAffectedRows === 1n
}

/** Forgets what has failed, and which jobs wait for it; what the platform has asked for stays. */
export async function forgetFailures(tx: Tx, channelId: string): Promise<void> {
  await sql`delete from channel_rests
    where channel_id = ${channelId} and (failures > 0 or subject like 'job:%')`.execute(tx)
}

/** Forgets rests that have long been over. */
export async function purgeRests(tx: Tx, before: Instant): Promise<void> {
  await sql`delete from channel_rests where failures = 0 and until_at < ${before}`.execute(tx)
}
