import { sql } from 'kysely'
import { isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { OrderEvent, OrdersService } from '#plugins/orders'
import { lockEntrants, shareOpen } from './repository.ts'

/**
 * Takes entries out that stand on orders which are over, while their draw still takes entries. Three queries when orders are
 * canceled or closed, otherwise none.
 */
export async function leaveWithOrders(
  orders: Pick<OrdersService, 'placedAs' | 'standing'>,
  tx: Tx,
  events: readonly OrderEvent[]
): Promise<void> {
  const ended = events.filter(({ state }) => state === 'canceled' || state === 'closed')
  if (ended.length === 0) return
  const placed = await orders.placedAs(
    tx,
    ended.map(({ orderId }) => orderId)
  )
  const entered = await tx
    .selectFrom('drawEntries')
    .select(['drawId', 'sourceId'])
    .where('sourceKind', '=', 'order')
    .where(isOneOf(tx, 'sourceId', placed))
    .execute()
  if (entered.length === 0) return
  const open = await shareOpen(tx, [...new Set(entered.map(({ drawId }) => drawId))])
  const standing = await orders.standing(tx, [...new Set(entered.map((one) => one.sourceId))])
  const over = standing.filter(({ isOver }) => isOver).map(({ orderId }) => orderId)
  await tx
    .updateTable('drawEntries')
    .set({ state: 'orderOver' })
    .where('sourceKind', '=', 'order')
    .where(isOneOf(tx, 'sourceId', over))
    .where(isOneOf(tx, 'drawId', open))
    .execute()
}

/** Lets a customer answer for what another one, that is now part of it, has entered and won. */
export async function mergeEntrants(
  tx: Tx,
  merges: readonly { fromId: string; intoId: string }[]
): Promise<void> {
  await lockEntrants(
    tx,
    merges.flatMap(({ fromId, intoId }) => [fromId, intoId])
  )
  for (const { fromId, intoId } of merges) {
    await moveEntries(tx, { column: 'customerId', ids: [fromId], to: intoId })
    await tx
      .updateTable('drawWinners')
      .set({ awardedTo: intoId })
      .where('awardedTo', '=', fromId)
      .where('state', '=', 'pending')
      .execute()
  }
}

/** Gives a customer that stands for itself again what its members have entered and won. */
export async function unmergeEntrants(
  tx: Tx,
  unmerges: readonly { customerId: string; fromId: string; memberIds: readonly string[] }[]
): Promise<void> {
  await lockEntrants(
    tx,
    unmerges.flatMap(({ customerId, fromId }) => [customerId, fromId])
  )
  for (const { customerId, memberIds } of unmerges) {
    await moveEntries(tx, { column: 'enteredAs', ids: memberIds, to: customerId })
    await sql`
      update draw_winners set awarded_to = ${customerId}
      where state = 'pending' and entry_id in
        (select id from draw_entries where ${isOneOf(tx, 'enteredAs', memberIds)})`.execute(tx)
  }
}

/** Entries of draws that are closed stay as they are: they are published. */
async function moveEntries(
  tx: Tx,
  { column, ids, to }: { column: 'customerId' | 'enteredAs'; ids: readonly string[]; to: string }
): Promise<void> {
  const rows = await tx
    .selectFrom('drawEntries')
    .select(['drawId', 'customerId'])
    .distinct()
    .where(isOneOf(tx, column, ids))
    .execute()
  if (rows.length === 0) return
  const open = await shareOpen(tx, [...new Set(rows.map(({ drawId }) => drawId))])
  if (open.length === 0) return
  await tx
    .updateTable('drawEntries')
    .set({ customerId: to })
    .where(isOneOf(tx, column, ids))
    .where(isOneOf(tx, 'drawId', open))
    .execute()
  await recount(tx, open, [...new Set([to, ...rows.map(({ customerId }) => customerId)])])
}

/** Of a customer's entries the first take part, as many as one may have. */
async function recount(
  tx: Tx,
  drawIds: readonly string[],
  customerIds: readonly string[]
): Promise<void> {
  await sql`
    update draw_entries set state = ranked.state from (
      select e.id, case when row_number() over (
          partition by e.draw_id, e.customer_id order by e.entered_at, e.id
        ) <= d.entries_per_customer then 'in' else 'overCap' end as state
      from draw_entries e join draws d on d.id = e.draw_id
      where ${isOneOf(tx, 'e.draw_id', drawIds)} and ${isOneOf(tx, 'e.customer_id', customerIds)}
        and e.state <> 'orderOver') as ranked
    where draw_entries.id = ranked.id and draw_entries.state <> ranked.state`.execute(tx)
}
