import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { RecheckRow } from '../tables.ts'
import { forgetCursor } from './backfills.ts'

/** Orders that a second reading names; the others are counted. */
const namedMax = 20

/** The second reading of a channel that goes on, if one does. */
export async function findRecheck(db: Reader, channelId: string): Promise<RecheckRow | undefined> {
  return db
    .selectFrom('channelRechecks')
    .selectAll()
    .where('channelId', '=', channelId)
    .executeTakeFirst()
}

/** Begins to read a span once more. */
export async function beginRecheck(
  tx: Tx,
  span: Pick<RecheckRow, 'channelId' | 'sinceAt' | 'untilAt'>
): Promise<RecheckRow> {
  const row: RecheckRow = { ...span, missing: 0, outdated: 0, names: '[]' }
  await insertAll(tx, 'channelRechecks', [row])
  await forgetCursor(tx, span.channelId, 'recheck')
  return row
}

/** Adds what a page has brought to light. Its place in the list is to be moved before, in the same transaction. */
export async function addToRecheck(
  tx: Tx,
  channelId: string,
  found: { missing: readonly string[]; outdated: readonly string[] }
): Promise<void> {
  const row = await findRecheck(tx, channelId)
  const before = JSON.parse(row?.names ?? '[]') as string[]
  const names = [...before, ...found.missing, ...found.outdated].slice(0, namedMax)
  await sql`update channel_rechecks set missing = missing + ${found.missing.length},
      outdated = outdated + ${found.outdated.length}, names = ${JSON.stringify(names)}
    where channel_id = ${channelId}`.execute(tx)
}

/** Ends a second reading. */
export async function endRecheck(tx: Tx, channelId: string): Promise<void> {
  await sql`delete from channel_rechecks where channel_id = ${channelId}`.execute(tx)
  await forgetCursor(tx, channelId, 'recheck')
}

/** Channels whose orders are being read once more. */
export async function openRechecks(db: Reader): Promise<string[]> {
  const rows = await db
    .selectFrom('channelRechecks')
    .select('channelId')
    .orderBy('channelId')
    .execute()
  return rows.map(({ channelId }) => channelId)
}
