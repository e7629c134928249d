import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { BackfillRow } from '../tables.ts'

export async function findBackfill(
  db: Reader,
  channelId: string
): Promise<BackfillRow | undefined> {
  return db
    .selectFrom('channelBackfills')
    .selectAll()
    .where('channelId', '=', channelId)
    .executeTakeFirst()
}

/** Begins to fill in a span of the past, from its beginning. */
export async function beginBackfill(
  tx: Tx,
  row: Pick<BackfillRow, 'channelId' | 'sinceAt' | 'untilAt'>
): Promise<BackfillRow> {
  const whole: BackfillRow = { ...row, state: 'open', askedAt: tx.now, finishedAt: null }
  await insertAll(tx, 'channelBackfills', [whole], {
    on: ['channelId'],
    update: ['sinceAt', 'untilAt', 'state', 'askedAt', 'finishedAt']
  })
  await forgetCursor(tx, row.channelId, 'history')
  return whole
}

export async function finishBackfill(tx: Tx, channelId: string): Promise<void> {
  await sql`update channel_backfills set state = 'done', finished_at = ${tx.now}
    where channel_id = ${channelId}`.execute(tx)
  await forgetCursor(tx, channelId, 'history')
}

/** Channels whose past is being filled in. */
export async function openBackfills(db: Reader): Promise<string[]> {
  const rows = await db
    .selectFrom('channelBackfills')
    .select('channelId')
    .where('state', '=', 'open')
    .orderBy('channelId')
    .execute()
  return rows.map(({ channelId }) => channelId)
}

/** Lets a list be read from its beginning again. */
export async function forgetCursor(
  tx: Tx,
  channelId: string,
  stream: 'history' | 'recheck'
): Promise<void> {
  await sql`delete from channel_cursors
    where channel_id = ${channelId} and stream = ${stream}`.execute(tx)
}
