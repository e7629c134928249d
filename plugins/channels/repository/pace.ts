import { sql } from 'kysely'
import type { Budget } from '#core/channel/budget'
import type { Reader } from '#core/database/db'
import { insertAll } from '#core/database/rows'
import { instantAt } from '#core/time'
import type { Tx } from '#core/transaction'
import type { PaceRow } from '../accounts/tables.ts'

export async function listBuckets(db: Reader, channelId: string): Promise<PaceRow[]> {
  return db.selectFrom('channelPace').selectAll().where('channelId', '=', channelId).execute()
}

/** The bucket of an operation, locked; made full when it is not there yet. */
export async function lockBucket(
  tx: Tx,
  channelId: string,
  { operation, ratePerSecond, burst }: Budget,
  nowMs: number
): Promise<PaceRow> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update' : '')
  const read = sql<PaceRow>`select * from channel_pace
    where channel_id = ${channelId} and operation = ${operation} ${lock}`
  const known = (await read.execute(tx)).rows[0]
  if (known) return known
  const filledAt = instantAt(nowMs)
  const row = { channelId, operation, ratePerSecond, burst, units: burst, filledAt }
  await insertAll(tx, 'channelPace', [row], { on: ['channelId', 'operation'] })
  return (await read.execute(tx)).rows[0]!
}

export async function saveBucket(tx: Tx, row: PaceRow): Promise<void> {
  await sql`update channel_pace set rate_per_second = ${row.ratePerSecond}, burst = ${row.burst},
      units = ${row.units}, filled_at = ${row.filledAt}
    where channel_id = ${row.channelId} and operation = ${row.operation}`.execute(tx)
}
