import { sql } from 'kysely'
import { isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CrmService } from '#plugins/crm'
import { customerKey } from '../carts/customer.ts'

interface Move {
  /** Key of the customer that somebody was part of. */
  from: string
  /** Key of the customer that stands for itself again. */
  to: string
}

/** Uses of a kind: `use`, `claim`, or units of a SKU at a flash price. */
interface Count {
  promotionId: string
  kind: string
  uses: number
}

/**
 * Gives customers that stand for themselves again what their orders have used and joined, and the codes that their members claimed. A
 * constant number of statements a customer.
 */
export async function unmergeCustomers(
  crm: CrmService,
  tx: Tx,
  unmerges: readonly { customerId: string; fromId: string; memberIds: readonly string[] }[]
): Promise<void> {
  for (const { customerId, fromId, memberIds } of unmerges) {
    const move = { from: customerKey(fromId), to: customerKey(customerId) }
    // First of all: a cancellation of one of these orders has taken back its uses, or waits and takes them off their new owner.
    await lockCounts(tx, move.from)
    await moveUses(tx, move, await crm.orderIdsOf(tx, customerId))
    await moveClaims(tx, move, memberIds.map(customerKey))
  }
}

async function lockCounts(tx: Tx, key: string): Promise<void> {
  if (tx.dialect === 'sqlite') return
  await sql`select 1 from promotion_customer_uses where customer_key = ${key}
    order by promotion_id, kind for update`.execute(tx)
}

async function moveUses(tx: Tx, move: Move, orderIds: readonly string[]): Promise<void> {
  const { from: key, to } = move
  if (orderIds.length === 0) return
  const isTheirs = isOneOf(tx, 'orderId', orderIds)
  const { rows } = await sql<Count>`
    select promotion_id, 'use' as kind, count(*) as uses from promotion_use_keys
    where customer_key = ${key} and ${isTheirs} group by promotion_id
    union all
    select k.promotion_id, 'flash:' || t.sku, cast(sum(t.units) as bigint) from flash_use_keys k
    join flash_takes t on t.order_id = k.order_id and t.promotion_id = k.promotion_id
    where k.customer_key = ${key} and ${isOneOf(tx, 'k.orderId', orderIds)}
    group by k.promotion_id, t.sku`.execute(tx)
  await moveCounts(tx, move, rows)
  for (const table of ['promotionUseKeys', 'flashUseKeys'] as const) {
    await tx
      .updateTable(table)
      .set({ customerKey: to })
      .where('customerKey', '=', key)
      .where(isTheirs)
      .execute()
  }
  await sql`
    insert into promotion_group_keys (group_id, customer_key, order_id)
    select group_id, ${to}, order_id from promotion_group_keys where customer_key = ${key} and ${isTheirs}
    on conflict (group_id, customer_key) do nothing`.execute(tx)
  await tx.deleteFrom('promotionGroupKeys').where('customerKey', '=', key).where(isTheirs).execute()
}

async function moveClaims(tx: Tx, move: Move, memberKeys: readonly string[]): Promise<void> {
  const isTheirs = sql`claimed_by = ${move.from} and id in (
    select coupon_id from coupon_first_claims where ${isOneOf(tx, 'customerKey', memberKeys)})`
  const { rows } = await sql<Count>`
    select promotion_id, 'claim' as kind, count(*) as uses from coupons
    where ${isTheirs} group by promotion_id`.execute(tx)
  await moveCounts(tx, move, rows)
  await sql`update coupons set claimed_by = ${move.to} where ${isTheirs}`.execute(tx)
}

async function moveCounts(
  tx: Tx,
  { from: key, to }: Move,
  counts: readonly Count[]
): Promise<void> {
  if (counts.length === 0) return
  const columns = { promotionId: 'text', kind: 'text', uses: 'integer' } as const
  const cells = counts.map(({ promotionId, kind, uses }) => ({ promotionId, kind, uses }))
  const moved = rowsFrom(tx, 'moved', columns, cells)
  await sql`
    insert into promotion_customer_uses (promotion_id, kind, customer_key, uses, uses_max)
    select moved.promotion_id, moved.kind, ${to}, moved.uses, known.uses_max
    from ${moved} join promotion_customer_uses as known
      on known.promotion_id = moved.promotion_id and known.kind = moved.kind
        and known.customer_key = ${key}
    where true order by moved.promotion_id, moved.kind
    on conflict (promotion_id, kind, customer_key) do update
      set uses = promotion_customer_uses.uses + excluded.uses`.execute(tx)
  await sql`
    update promotion_customer_uses set uses = promotion_customer_uses.uses - moved.uses
    from ${moved}
    where promotion_customer_uses.promotion_id = moved.promotion_id
      and promotion_customer_uses.kind = moved.kind
      and promotion_customer_uses.customer_key = ${key}`.execute(tx)
}
