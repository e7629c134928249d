import { sql } from 'kysely'
import type { Source } from '#core/channel/client'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { CursorRow, SourceRow } from '../tables.ts'

export async function findCursor(
  db: Reader,
  channelId: string,
  stream: CursorRow['stream']
): Promise<CursorRow | undefined> {
  return db
    .selectFrom('channelCursors')
    .selectAll()
    .where('channelId', '=', channelId)
    .where('stream', '=', stream)
    .executeTakeFirst()
}

/** Moves a cursor on from the version it was read at. False: another run was here meanwhile. */
export async function moveCursor(tx: Tx, from: CursorRow, to: CursorRow): Promise<boolean> {
  if (from.version === 0) {
    return (await insertAll(tx, 'channelCursors', [to], { on: ['channelId', 'stream'] })) === 1
  }
  const { numUpdatedRows } = await tx
    .updateTable('channelCursors')
    .set(to)
    .where('channelId', '=', from.channelId)
    .where('stream', '=', from.stream)
    .where('version', '=', from.version)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/** Those of the sources that have been begun or taken, by id. */
export async function findSources(
  db: Reader,
  channelId: string,
  sources: readonly Source[]
): Promise<Map<string, SourceRow>> {
  const rows = await db
    .selectFrom('channelSources')
    .selectAll()
    .where('channelId', '=', channelId)
    .where(
      isOneOf(
        db,
        'sourceId',
        sources.map(({ id }) => id)
      )
    )
    .execute()
  return new Map(rows.map((row) => [row.sourceId, row]))
}

export async function insertSource(tx: Tx, row: SourceRow): Promise<boolean> {
  return (await insertAll(tx, 'channelSources', [row], { on: ['channelId', 'sourceId'] })) === 1
}

/** Moves a source on by one page. False: another run has taken that page. */
export async function moveSource(
  tx: Tx,
  from: SourceRow,
  page: { rows: number; position: string | null }
): Promise<boolean> {
  const isEnd = page.position === null
  const completedAt: Instant | null = isEnd ? tx.now : null
  const { numAffectedRows } = await sql`update channel_sources
    set position = ${page.position}, rows = rows + ${page.rows}, pages = pages + 1,
      state = ${isEnd ? 'complete' : 'open'}, completed_at = ${completedAt}
    where channel_id = ${from.channelId} and source_id = ${from.sourceId}
      and pages = ${from.pages} and state = 'open'`.execute(tx)
  return numAffectedRows === 1n
}
