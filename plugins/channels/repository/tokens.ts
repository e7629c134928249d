import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { TokenRow } from '../accounts/tables.ts'

export async function findTokens(db: Reader, channelId: string): Promise<TokenRow | undefined> {
  return db
    .selectFrom('channelTokens')
    .selectAll()
    .where('channelId', '=', channelId)
    .executeTakeFirst()
}

/** Makes one process the only one to ask for tokens, until `until`. False: another one asks. */
export async function leaseTokens(
  tx: Tx,
  channelId: string,
  { owner, now, until }: { owner: string; now: Instant; until: Instant }
): Promise<boolean> {
  const { numAffectedRows } =
    await sql`insert into channel_tokens (channel_id, lease_owner, lease_until)
    values (${channelId}, ${owner}, ${until})
    on conflict (channel_id) do update
    set lease_owner = excluded.lease_owner, lease_until = excluded.lease_until
    where channel_tokens.lease_until is null or channel_tokens.lease_until <= ${now}`.execute(tx)
  return numAffectedRows === 1n
}

/** Tokens as they are kept. */
export type KeptTokens = Omit<TokenRow, 'leaseOwner' | 'leaseUntil'>

/** Stores tokens that were not asked for under a lease; one that somebody has is over. */
export async function storeTokens(tx: Tx, row: KeptTokens): Promise<void> {
  await insertAll(tx, 'channelTokens', [{ ...row, leaseOwner: null, leaseUntil: null }], {
    on: ['channelId'],
    update: ['sealed', 'expiresAt', 'refreshExpiresAt', 'renewedAt', 'leaseOwner', 'leaseUntil']
  })
}

/** Stores tokens and ends the lease they were asked for under. False: the lease is another's, or forgotten. */
export async function storeLeased(
  tx: Tx,
  { channelId, ...columns }: KeptTokens,
  owner: string
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('channelTokens')
    .set({ ...columns, leaseOwner: null, leaseUntil: null })
    .where('channelId', '=', channelId)
    .where('leaseOwner', '=', owner)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

export async function releaseTokens(tx: Tx, channelId: string, owner: string): Promise<void> {
  await sql`update channel_tokens set lease_owner = null, lease_until = null
    where channel_id = ${channelId} and lease_owner = ${owner}`.execute(tx)
}

/** Forgets tokens: those that other settings have brought are not asked with again. */
export async function forgetTokens(tx: Tx, channelId: string): Promise<void> {
  await sql`delete from channel_tokens where channel_id = ${channelId}`.execute(tx)
}

/** Tokens of working accounts that end by themselves, or would if nobody asked for new ones. */
export async function renewableTokens(db: Reader): Promise<TokenRow[]> {
  const { rows } = await sql<TokenRow>`select t.* from channel_tokens t
    join channels c on c.id = t.channel_id
    where c.is_enabled = 1 and c.paused_at is null and t.sealed is not null
    order by t.channel_id`.execute(db)
  return rows
}
