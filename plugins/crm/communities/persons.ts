import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CustomerMove } from '../scope.ts'

const tables = ['communityMembers', 'communityParticipations'] as const

/** Reckons what members were in, and did there, to another customer. */
export async function moveCommunities(
  tx: Tx,
  { fromId, intoId, memberIds }: CustomerMove
): Promise<void> {
  for (const table of tables) {
    await tx
      .updateTable(table)
      .set({ customerId: intoId })
      .where('customerId', '=', fromId)
      .where(isOneOf(tx, 'memberId', memberIds))
      .execute()
  }
}

/** Erased members leave, and what came of their taking part is forgotten; that they were there is counted on. */
export async function forgetCommunities(tx: Tx, memberIds: readonly string[]): Promise<void> {
  await tx
    .updateTable('communityMembers')
    .set({ leftAt: tx.now })
    .where('leftAt', 'is', null)
    .where(isOneOf(tx, 'memberId', memberIds))
    .execute()
  await tx
    .updateTable('communityParticipations')
    .set({ reference: null })
    .where(isOneOf(tx, 'memberId', memberIds))
    .execute()
}

/** What communities know of a person. */
export async function exportCommunities(db: Reader, memberIds: readonly string[]) {
  const memberships = await db
    .selectFrom('communityMembers')
    .innerJoin('communities', 'communities.id', 'communityMembers.communityId')
    .select(['communityId', 'title', 'channelId', 'joinedAt', 'leftAt'])
    .where(isOneOf(db, 'memberId', memberIds))
    .orderBy('joinedAt')
    .orderBy('communityMembers.id')
    .execute()
  const participations = await db
    .selectFrom('communityParticipations')
    .innerJoin('communityActivities', 'communityActivities.id', 'activityId')
    .select(['communityId', 'activityId', 'kind', 'title', 'tookPartAt', 'reference'])
    .where(isOneOf(db, 'memberId', memberIds))
    .orderBy('tookPartAt')
    .orderBy('communityParticipations.id')
    .execute()
  return { memberships, participations }
}
