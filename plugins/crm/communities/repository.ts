import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { CommunityActivityRow, CommunityMemberRow, CommunityRow } from './tables.ts'

export async function findCommunity(db: Reader, id: string): Promise<CommunityRow | undefined> {
  return db.selectFrom('communities').selectAll().where('id', '=', id).executeTakeFirst()
}

/** A community about to be changed, locked: its places are dealt out by one at a time. */
export async function lockCommunity(tx: Tx, id: string): Promise<CommunityRow | undefined> {
  const query = tx.selectFrom('communities').selectAll().where('id', '=', id)
  return (tx.dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst()
}

/** Inserts a community whose group is free; returns how many that were. */
export function insertCommunity(tx: Tx, row: CommunityRow): Promise<number> {
  return insertAll(tx, 'communities', [row], {
    on: ['channelId', 'externalId'],
    where: 'external_id is not null'
  })
}

export async function saveCommunity(tx: Tx, { id, ...row }: CommunityRow): Promise<void> {
  await tx.updateTable('communities').set(row).where('id', '=', id).execute()
}

export async function communityOfGroup(
  db: Reader,
  channelId: string,
  externalId: string
): Promise<CommunityRow | undefined> {
  return db
    .selectFrom('communities')
    .selectAll()
    .where('channelId', '=', channelId)
    .where('externalId', '=', externalId)
    .executeTakeFirst()
}

/** How many customers are in communities now: one query. */
export async function membersNow(
  db: Reader,
  communityIds: readonly string[]
): Promise<Map<string, number>> {
  if (communityIds.length === 0) return new Map()
  const { rows } = await sql<{ communityId: string; members: number }>`
    select community_id, count(distinct customer_id) as members from community_members
    where left_at is null and ${isOneOf(db, 'community_id', communityIds)}
    group by community_id`.execute(db)
  return new Map(rows.map(({ communityId, members }) => [communityId, members]))
}

/** All times that customers were in a community. */
export async function staysOf(
  db: Reader,
  communityId: string,
  customerIds: readonly string[]
): Promise<CommunityMemberRow[]> {
  if (customerIds.length === 0) return []
  return db
    .selectFrom('communityMembers')
    .selectAll()
    .where('communityId', '=', communityId)
    .where(isOneOf(db, 'customerId', customerIds))
    .orderBy('joinedAt')
    .orderBy('id')
    .execute()
}

export async function insertStays(tx: Tx, rows: readonly CommunityMemberRow[]): Promise<void> {
  await insertAll(tx, 'communityMembers', rows)
}

/** Ends times that customers are in a community. */
export async function endStays(
  tx: Tx,
  ends: readonly { id: string; leftAt: Instant }[]
): Promise<void> {
  if (ends.length === 0) return
  const rows = rowsFrom(tx, 'ended', { id: 'text', leftAt: 'text' }, ends)
  await sql`update community_members set left_at = ended.left_at from ${rows}
    where community_members.id = ended.id and community_members.left_at is null`.execute(tx)
}

export async function insertActivity(tx: Tx, row: CommunityActivityRow): Promise<void> {
  await insertAll(tx, 'communityActivities', [row])
}

export async function findActivity(
  db: Reader,
  id: string
): Promise<CommunityActivityRow | undefined> {
  return db.selectFrom('communityActivities').selectAll().where('id', '=', id).executeTakeFirst()
}

/** How many customers took part in activities: one query. */
export async function participantsOf(
  db: Reader,
  activityIds: readonly string[]
): Promise<Map<string, number>> {
  if (activityIds.length === 0) return new Map()
  const { rows } = await sql<{ activityId: string; participants: number }>`
    select activity_id, count(distinct customer_id) as participants from community_participations
    where ${isOneOf(db, 'activity_id', activityIds)} group by activity_id`.execute(db)
  return new Map(rows.map(({ activityId, participants }) => [activityId, participants]))
}

/** Those of these customers who took part in an activity. */
export async function tookPart(
  db: Reader,
  activityId: string,
  customerIds: readonly string[]
): Promise<Set<string>> {
  if (customerIds.length === 0) return new Set()
  const rows = await db
    .selectFrom('communityParticipations')
    .select('customerId')
    .where('activityId', '=', activityId)
    .where(isOneOf(db, 'customerId', customerIds))
    .execute()
  return new Set(rows.map(({ customerId }) => customerId))
}
