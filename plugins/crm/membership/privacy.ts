import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'

/** What membership knows of a person: cards, tiers, points and gifts. */
export async function exportMembership(db: Reader, memberIds: readonly string[]): Promise<unknown> {
  const isTheirs = isOneOf(db, 'memberId', memberIds)
  const cards = db.selectFrom('memberships').selectAll().where(isTheirs).orderBy('memberId')
  const history = db.selectFrom('membershipEvents').selectAll().where(isTheirs).orderBy('id')
  const gifts = db.selectFrom('membershipGifts').selectAll().where(isTheirs).orderBy('grantedAt')
  const points = db.selectFrom('pointsEntries').selectAll().where(isTheirs).orderBy('id')
  return {
    memberships: await cards.execute(),
    history: await history.execute(),
    gifts: await gifts.execute(),
    points: await points.execute()
  }
}

/** Makes cards of erased members lead to nobody; tiers and points stay for the accounts, and change no more. */
export async function forgetCards(tx: Tx, memberIds: readonly string[]): Promise<void> {
  await tx
    .updateTable('memberships')
    .set({ cardNumber: sql<string>`'erased:' || member_id`, isExcludedFromAutomatic: 1 })
    .where(isOneOf(tx, 'memberId', memberIds))
    .execute()
}
