import { NotFound, ValidationFailed } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import { holdTrees } from '../customers/repository/customers.ts'
import { tellTimeline } from '../customers/timeline.ts'
import { livingIds } from '../segments/repository/entries.ts'
import { CommunityFull } from './errors.ts'
import { audit, lockOpen } from './keep.ts'
import { endStays, insertStays, lockCommunity, membersNow, staysOf } from './repository.ts'
import type { JoinBodyShape, LeaveBodyShape } from './schema.ts'
import type { CommunityMemberRow } from './tables.ts'

/**
 * Customers that a request names, by the living ones, who they are until the transaction ends; a customer that is named
 * twice counts by the first. To be asked for before the community is locked.
 */
export async function namedCustomers<Item extends { customerId: string }>(
  tx: Tx,
  items: readonly Item[]
): Promise<{ named: Map<string, { item: Item; index: number }>; unknown: string[] }> {
  await holdTrees(tx)
  const living = await livingIds(
    tx,
    items.map(({ customerId }) => customerId)
  )
  const named = new Map<string, { item: Item; index: number }>()
  for (const [index, item] of items.entries()) {
    const id = living.get(item.customerId)
    if (id !== undefined && !named.has(id)) named.set(id, { item, index })
  }
  const unknown = items.filter(({ customerId }) => !living.has(customerId))
  return { named, unknown: [...new Set(unknown.map(({ customerId }) => customerId))] }
}

/**
 * Lets customers join a community: all of them or nobody. Who is in it already stays as they are, so that asking again changes
 * nothing. Errors: NOT_FOUND, COMMUNITY_CLOSED, COMMUNITY_FULL; VALIDATION_FAILED for a time that cannot be.
 */
export async function joinCommunity(
  tx: Tx,
  { id, members }: { id: string } & JoinBodyShape
): Promise<{ joined: number; known: number; unknown: string[] }> {
  const { named, unknown } = await namedCustomers(tx, members)
  const { capacity } = await lockOpen(tx, id)
  const stays = await staysOf(tx, id, [...named.keys()])
  const present = new Set(stays.filter(isOpen).map(({ customerId }) => customerId))
  const joining = [...named].filter(([customerId]) => !present.has(customerId))
  const taken = (await membersNow(tx, [id])).get(id) ?? 0
  if (capacity !== null && taken + joining.length > capacity) {
    throw new CommunityFull({ communityId: id, capacity, members: taken, joining: joining.length })
  }
  const rows = joining.map(([customerId, { item, index }]): CommunityMemberRow => {
    const { joinedAt = tx.now } = item
    const last = stays.findLast((stay) => stay.customerId === customerId)?.leftAt
    refuseTime(tx, `#/members/${index}/joinedAt`, { at: joinedAt, notBefore: last ?? null })
    return {
      ...{ id: newId('cmm'), communityId: id, memberId: customerId, customerId },
      ...{ joinedAt, leftAt: null, createdAt: tx.now }
    }
  })
  await insertStays(tx, rows)
  await tellTimeline(
    tx,
    rows.map(({ customerId, joinedAt: at }) => ({
      ...{ customerId, kind: 'community.joined', detail: { communityId: id }, at }
    }))
  )
  audit(tx, 'join', id, { after: { joined: rows.length } })
  return { joined: rows.length, known: named.size - rows.length, unknown }
}

/** Lets customers leave a community; who is not in it is left alone. Errors: NOT_FOUND; VALIDATION_FAILED. */
export async function leaveCommunity(
  tx: Tx,
  { id, members }: { id: string } & LeaveBodyShape
): Promise<{ left: number; absent: number; unknown: string[] }> {
  const { named, unknown } = await namedCustomers(tx, members)
  if (!(await lockCommunity(tx, id))) throw new NotFound({ what: 'community', id })
  const open = (await staysOf(tx, id, [...named.keys()])).filter(isOpen)
  const ends = open.map(({ id: stayId, customerId, joinedAt }) => {
    const { item, index } = named.get(customerId)!
    const { leftAt = tx.now } = item
    refuseTime(tx, `#/members/${index}/leftAt`, { at: leftAt, notBefore: joinedAt })
    return { id: stayId, customerId, leftAt }
  })
  await endStays(
    tx,
    ends.map(({ id: stayId, leftAt }) => ({ id: stayId, leftAt }))
  )
  // Members that were merged have a stay each.
  const left = new Map(ends.map(({ customerId, leftAt }) => [customerId, leftAt]))
  await tellTimeline(
    tx,
    [...left].map(([customerId, at]) => ({
      ...{ customerId, kind: 'community.left', detail: { communityId: id }, at }
    }))
  )
  audit(tx, 'leave', id, { after: { left: left.size } })
  return { left: left.size, absent: named.size - left.size, unknown }
}

/** Refuses an instant that is yet to come, or before another one. */
export function refuseTime(
  tx: Tx,
  pointer: string,
  { at, notBefore }: { at: Instant; notBefore: Instant | null }
): void {
  const refuse = (detail: string) => new ValidationFailed({ errors: [{ pointer, detail }] })
  if (at > tx.now) throw refuse(`is yet to come: it is ${tx.now}`)
  if (notBefore !== null && at < notBefore) throw refuse(`is before ${notBefore}`)
}

function isOpen({ leftAt }: CommunityMemberRow): boolean {
  return leftAt === null
}
