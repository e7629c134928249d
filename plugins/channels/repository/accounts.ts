import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { ChannelRow } from '../tables.ts'

export async function findChannel(db: Reader, id: string): Promise<ChannelRow | undefined> {
  return db.selectFrom('channels').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Reads a channel that is to be changed, or must not change meanwhile: whoever else wants to change it waits. */
export async function lockChannel(tx: Tx, id: string): Promise<ChannelRow | undefined> {
  // Rows that refer to a channel may be written all the same.
  const lock = tx.dialect === 'postgres' ? sql`for no key update` : sql``
  const { rows } = await sql<ChannelRow>`
    select * from channels where id = ${id} ${lock}`.execute(tx)
  return rows[0]
}

export async function listChannels(db: Reader): Promise<ChannelRow[]> {
  return db.selectFrom('channels').selectAll().orderBy('id').execute()
}

export async function insertChannel(tx: Tx, row: ChannelRow): Promise<void> {
  await insertAll(tx, 'channels', [row])
}

/** Changes a channel. `version` is the version it was read at; false: somebody was quicker. */
export async function updateChannel(
  tx: Tx,
  { id, version }: Pick<ChannelRow, 'id' | 'version'>,
  change: Partial<ChannelRow>
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('channels')
    .set({ ...change, version: version + 1, updatedAt: tx.now })
    .where('id', '=', id)
    .where('version', '=', version)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

/**
 * Marks a channel as refused by its platform. `version` is the version that was refused; false: it was paused already, or
 * has changed since, and what was refused says nothing of it.
 */
export async function pauseChannel(
  tx: Tx,
  { id, version }: Pick<ChannelRow, 'id' | 'version'>,
  reason: string
): Promise<boolean> {
  const { numAffectedRows } = await sql`update channels
    set paused_at = ${tx.now}, paused_reason = ${reason.slice(0, 1000)}, version = version + 1
    where id = ${id} and version = ${version} and paused_at is null`.execute(tx)
  return numAffectedRows === 1n
}

/** Notes when a channel was pulled and when the next pull is due. */
export async function notePull(tx: Tx, id: string, nextPullAt: Instant): Promise<void> {
  await sql`update channels set last_pulled_at = ${tx.now}, next_pull_at = ${nextPullAt}
    where id = ${id}`.execute(tx)
}

/** Notes where a platform sends its webhooks; not of a channel that has changed since: it is told anew. */
export async function noteSubscription(
  tx: Tx,
  { id, version }: Pick<ChannelRow, 'id' | 'version'>,
  url: string
): Promise<void> {
  await sql`update channels set subscribed_url = ${url}
    where id = ${id} and version = ${version}`.execute(tx)
}

/** Channels that work by themselves. */
export async function workingChannels(db: Reader): Promise<ChannelRow[]> {
  return db
    .selectFrom('channels')
    .selectAll()
    .where('isEnabled', '=', 1)
    .where('pausedAt', 'is', null)
    .orderBy('id')
    .execute()
}

/** Of channels that the config file no longer names: switched off, with all they have. */
export async function retireConfigured(tx: Tx, keptIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`update channels
    set is_enabled = 0, is_configured = 0, version = version + 1, updated_at = ${tx.now}
    where is_configured = 1 and not ${isOneOf(tx, 'id', keptIds)} returning id`.execute(tx)
  return rows.map(({ id }) => id)
}
