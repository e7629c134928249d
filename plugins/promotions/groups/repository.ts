import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { type Page, pageOf } from '#core/database/keyset'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { GroupState, PromotionGroupMemberRow, PromotionGroupRow } from './tables.ts'

/** An order that has joined a group. */
export type GroupMember = Pick<PromotionGroupMemberRow, 'groupId' | 'orderId'>

export async function insertGroup(tx: Tx, row: PromotionGroupRow): Promise<void> {
  await insertAll(tx, 'promotionGroups', [row])
}

export function findGroupRow(db: Reader, id: string): Promise<PromotionGroupRow | undefined> {
  return db.selectFrom('promotionGroups').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Groups of a promotion, newest first: one query. */
export function listGroups(
  db: Reader,
  filters: { promotionId: string; state?: GroupState | undefined },
  paging: { limit: number; after?: string | undefined }
): Promise<Page<PromotionGroupRow>> {
  let query = db
    .selectFrom('promotionGroups')
    .selectAll()
    .where('promotionId', '=', filters.promotionId)
  if (filters.state !== undefined) query = query.where('state', '=', filters.state)
  return pageOf(query, { list: 'promotionGroups', sort: ['-id'], ...paging })
}

/** Orders that have joined a group, in the order of their ids. */
export function membersOf(db: Reader, groupId: string): Promise<PromotionGroupMemberRow[]> {
  return db
    .selectFrom('promotionGroupMembers')
    .selectAll()
    .where('groupId', '=', groupId)
    .orderBy('orderId')
    .execute()
}

/**
 * Counts one more member, while the group is open and not full: one conditional statement; the last one fills it.
 * Undefined: nobody may join any more.
 */
export async function takePlace(tx: Tx, groupId: string): Promise<PromotionGroupRow | undefined> {
  const { rows } = await sql<PromotionGroupRow>`
    update promotion_groups set members = members + 1,
      state = case when members + 1 >= members_min then 'filled' else state end,
      ended_at = case when members + 1 >= members_min then ${tx.now} else ended_at end
    where id = ${groupId} and state = 'open' and deadline_at > ${tx.now} and members < members_min
    returning *`.execute(tx)
  return rows[0]
}

/** Writes down a member; false: the customer, by one of the ways of knowing them, is one already. */
export async function insertMember(
  tx: Tx,
  member: PromotionGroupMemberRow,
  customerKeys: readonly string[]
): Promise<boolean> {
  const { groupId, orderId } = member
  const keys = customerKeys.map((customerKey) => ({ groupId, customerKey, orderId }))
  const on = ['groupId', 'customerKey']
  if ((await insertAll(tx, 'promotionGroupKeys', keys, { on })) < keys.length) return false
  await insertAll(tx, 'promotionGroupMembers', [member])
  return true
}

/** Lets members of orders that are over go, where the group has not failed; open groups have a place again. */
export async function releasePlaces(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const { rows } = await sql<GroupMember>`
    update promotion_group_members set state = 'left'
    where state = 'joined' and ${isOneOf(tx, 'orderId', orderIds)}
      and group_id in (select id from promotion_groups where state <> 'failed')
    returning group_id, order_id`.execute(tx)
  if (rows.length === 0) return
  const counts = new Map<string, number>()
  for (const { groupId } of rows) counts.set(groupId, (counts.get(groupId) ?? 0) + 1)
  const cells = [...counts].map(([groupId, members]) => ({ groupId, members }))
  await sql`
    update promotion_groups set members = promotion_groups.members - gone.members
    from ${rowsFrom(tx, 'gone', { groupId: 'text', members: 'integer' }, cells)}
    where promotion_groups.id = gone.group_id and promotion_groups.state = 'open'`.execute(tx)
  await tx
    .deleteFrom('promotionGroupKeys')
    .where(
      isOneOf(
        tx,
        'orderId',
        rows.map(({ orderId }) => orderId)
      )
    )
    .execute()
}

/** Ends open groups whose time is over, oldest first: they have failed. */
export async function failDue(tx: Tx, limit: number): Promise<PromotionGroupRow[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update skip locked' : '')
  const { rows } = await sql<PromotionGroupRow>`
    update promotion_groups set state = 'failed', ended_at = ${tx.now}
    where id in (select id from promotion_groups
      where state = 'open' and deadline_at <= ${tx.now} order by deadline_at, id
      limit ${limit} ${lock})
    returning *`.execute(tx)
  return rows.sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Orders that are in groups. */
export async function joinedOf(tx: Tx, groupIds: readonly string[]): Promise<GroupMember[]> {
  return tx
    .selectFrom('promotionGroupMembers')
    .select(['groupId', 'orderId'])
    .where(isOneOf(tx, 'groupId', groupIds))
    .where('state', '=', 'joined')
    .orderBy('orderId')
    .execute()
}

/** An order among these that is in a group which is not full yet. One query. */
export function findOpenMember(
  tx: Tx,
  orderIds: readonly string[]
): Promise<GroupMember | undefined> {
  return tx
    .selectFrom('promotionGroupMembers')
    .innerJoin('promotionGroups', 'promotionGroups.id', 'promotionGroupMembers.groupId')
    .select(['groupId', 'orderId'])
    .where(isOneOf(tx, 'orderId', orderIds))
    .where('promotionGroupMembers.state', '=', 'joined')
    .where('promotionGroups.state', '=', 'open')
    .orderBy('orderId')
    .executeTakeFirst()
}

/** Writes what is to be paid back of orders. */
export async function saveRefunds(
  tx: Tx,
  refunds: readonly { orderId: string; amountMinor: number }[]
): Promise<void> {
  if (refunds.length === 0) return
  const columns = { orderId: 'text', amountMinor: 'integer' } as const
  const cells = refunds.map(({ orderId, amountMinor }) => ({ orderId, amountMinor }))
  await sql`
    update promotion_group_members set to_refund_minor = back.amount_minor
    from ${rowsFrom(tx, 'back', columns, cells)}
    where promotion_group_members.order_id = back.order_id`.execute(tx)
}
