import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { PromotionCounterRow } from '../tables.ts'

/** What is used of promotions that have a limit, by promotion: one query. */
export async function selectCounters(
  db: Reader,
  promotionIds: readonly string[]
): Promise<Map<string, PromotionCounterRow>> {
  if (promotionIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('promotionCounters')
    .selectAll()
    .where('isCounted', '=', 1)
    .where(isOneOf(db, 'promotionId', promotionIds))
    .execute()
  return new Map(rows.map((row) => [row.promotionId, row]))
}

/** How often somebody has used promotions, by whichever way of knowing them says most: one query. */
export async function selectCustomerUses(
  db: Reader,
  promotionIds: readonly string[],
  customerKeys: readonly string[]
): Promise<Map<string, number>> {
  if (promotionIds.length === 0 || customerKeys.length === 0) return new Map()
  const { rows } = await sql<{ promotionId: string; uses: number }>`
    select promotion_id, max(uses) as uses from promotion_customer_uses
    where kind = 'use' and ${isOneOf(db, 'promotionId', promotionIds)}
      and ${isOneOf(db, 'customerKey', customerKeys)}
    group by promotion_id`.execute(db)
  return new Map(rows.map(({ promotionId, uses }) => [promotionId, uses]))
}

/** Locks counters in the order of their ids, on Postgres: an update would take them in any order. */
export async function lockCounters(tx: Tx, promotionIds: readonly string[]): Promise<void> {
  if (tx.dialect === 'sqlite') return
  await sql`select 1 from promotion_counters where ${isOneOf(tx, 'promotionId', promotionIds)}
    order by promotion_id for update`.execute(tx)
}

/**
 * Counts one use of each promotion (or none: of an order that has it) and what it gave, if its limits allow it: one
 * conditional statement. Returns those that allowed it.
 */
export async function takeUses(
  tx: Tx,
  takes: readonly { promotionId: string; uses: 0 | 1; amountMinor: number }[]
): Promise<Set<string>> {
  if (takes.length === 0) return new Set()
  await lockCounters(
    tx,
    takes.map(({ promotionId }) => promotionId)
  )
  const columns = { promotionId: 'text', uses: 'integer', amountMinor: 'integer' } as const
  const { rows } = await sql<{ promotionId: string }>`
    update promotion_counters set uses = promotion_counters.uses + take.uses,
      spent_minor = promotion_counters.spent_minor + take.amount_minor
    from ${rowsFrom(tx, 'take', columns, takes)}
    where promotion_counters.promotion_id = take.promotion_id and is_counted = 1
      and (take.uses = 0 or uses_max is null or promotion_counters.uses < uses_max)
      and (budget_minor is null or spent_minor + take.amount_minor <= budget_minor)
    returning promotion_counters.promotion_id`.execute(tx)
  return new Set(rows.map(({ promotionId }) => promotionId))
}

/** Gives uses and amounts back, where they are counted. */
export async function returnUses(
  tx: Tx,
  returns: readonly { promotionId: string; uses: number; amountMinor: number }[]
): Promise<void> {
  if (returns.length === 0) return
  await lockCounters(
    tx,
    returns.map(({ promotionId }) => promotionId)
  )
  const columns = { promotionId: 'text', uses: 'integer', amountMinor: 'integer' } as const
  await sql`
    update promotion_counters set uses = promotion_counters.uses - back.uses,
      spent_minor = promotion_counters.spent_minor - back.amount_minor
    from ${rowsFrom(tx, 'back', columns, returns)}
    where promotion_counters.promotion_id = back.promotion_id and is_counted = 1`.execute(tx)
}

/** One way a customer is known, at one promotion. */
export interface CustomerUse {
  promotionId: string
  customerKey: string
  /** Null: counted without a limit. */
  usesMax: number | null
}

/**
 * Counts a use (or a claim) under each key, if the limit allows it: one conditional statement, rows in a stable order.
 * Returns the first promotion of which a key has reached its limit; undefined: all is well.
 */
export async function takeCustomerUses(
  tx: Tx,
  kind: 'use' | 'claim',
  uses: readonly CustomerUse[]
): Promise<string | undefined> {
  if (uses.length === 0) return undefined
  const columns = { promotionId: 'text', customerKey: 'text', usesMax: 'integer' } as const
  const { rows } = await sql<{ promotionId: string; customerKey: string }>`
    insert into promotion_customer_uses (promotion_id, kind, customer_key, uses, uses_max)
    select promotion_id, ${kind}, customer_key, 1, uses_max from ${rowsFrom(tx, 'take', columns, uses)}
    where true order by promotion_id, customer_key
    on conflict (promotion_id, kind, customer_key) do update
      set uses = promotion_customer_uses.uses + 1, uses_max = excluded.uses_max
      where excluded.uses_max is null or promotion_customer_uses.uses < excluded.uses_max
    returning promotion_id, customer_key`.execute(tx)
  const taken = new Set(rows.map(({ promotionId, customerKey }) => `${promotionId} ${customerKey}`))
  return uses.find(({ promotionId, customerKey }) => !taken.has(`${promotionId} ${customerKey}`))
    ?.promotionId
}

/** Takes uses of orders that are over off their customers, and forgets the keys. */
export async function returnCustomerUses(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const condition = isOneOf(tx, 'k.order_id', orderIds)
  const back = sql`(select k.promotion_id, k.customer_key, count(*) as uses
    from promotion_use_keys k where ${condition} group by k.promotion_id, k.customer_key)`
  if (tx.dialect === 'postgres') {
    await sql`select 1 from promotion_customer_uses u join ${back} back
      on u.promotion_id = back.promotion_id and u.customer_key = back.customer_key
      where u.kind = 'use' order by u.promotion_id, u.customer_key for update of u`.execute(tx)
  }
  await sql`
    update promotion_customer_uses set uses = promotion_customer_uses.uses - back.uses
    from ${back} as back
    where promotion_customer_uses.kind = 'use'
      and promotion_customer_uses.promotion_id = back.promotion_id
      and promotion_customer_uses.customer_key = back.customer_key`.execute(tx)
  await tx
    .deleteFrom('promotionUseKeys')
    .where(isOneOf(tx, 'orderId', orderIds))
    .execute()
}
