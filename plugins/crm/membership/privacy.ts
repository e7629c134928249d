import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CrmScope } from '../scope.ts'
import { forgetAdjustments } from './points/adjust.ts'
import { settledReason } from './points/book.ts'

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

/**
 * Makes cards of erased members lead to nobody, and takes away what people wrote about them; tiers and points stay for the
 * accounts, and change no more. What orders have earned keeps its reasons: they are the orders.
 */
export async function forgetMembers(
  tx: Tx,
  scope: CrmScope,
  memberIds: readonly string[]
): Promise<void> {
  const isTheirs = isOneOf(tx, 'memberId', memberIds)
  await tx
    .updateTable('memberships')
    .set({ cardNumber: sql<string>`'erased:' || member_id`, isExcludedFromAutomatic: 1 })
    .where(isTheirs)
    .execute()
  await tx.updateTable('membershipEvents').set({ note: null }).where(isTheirs).execute()
  await tx
    .updateTable('pointsEntries')
    .set({ reason: '(erased)' })
    .where(isTheirs)
    .where('kind', 'in', ['adjust', 'spend', 'giveBack'])
    .where('reason', '<>', settledReason)
    .execute()
  await forgetAdjustments(tx, scope, memberIds)
}
