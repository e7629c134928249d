import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Proof } from '#core/plugin'

const findingsMax = 100

/** What must be true of uses, budgets and shares at any time. */
export const useProofs: readonly Proof[] = [
  {
    name: 'promotions.counters-equal-orders',
    title: 'Uses and budgets that are counted are those of the orders',
    findings: (db) =>
      sentences(
        db,
        sql`select c.promotion_id || ': ' || c.uses || ' uses, ' || c.spent_minor
          || ' spent; the orders say ' || coalesce(a.uses, 0) || ' and ' || coalesce(a.spent, 0) as finding
        from promotion_counters c left join (
          select promotion_id, sum(case when state = 'used' then 1 else 0 end) as uses,
            sum(amount_minor - returned_minor) as spent
          from promotion_applications group by promotion_id) a on a.promotion_id = c.promotion_id
        where c.is_counted = 1
          and (c.uses <> coalesce(a.uses, 0) or c.spent_minor <> coalesce(a.spent, 0))`
      )
  },
  {
    name: 'promotions.limits-kept',
    title: 'Nothing is counted below zero',
    findings: (db) =>
      sentences(
        db,
        sql`select promotion_id || ': ' || uses || ' uses, ' || spent_minor || ' spent' as finding
        from promotion_counters where uses < 0 or spent_minor < 0
        union all select promotion_id || ' of ' || customer_key || ': ' || uses || ' uses'
        from promotion_customer_uses where uses < 0`
      )
  },
  {
    name: 'promotions.shares-sum-to-discount',
    title: 'What promotions took off the lines of an order is what each of them gave',
    findings: (db) =>
      sentences(
        db,
        sql`select a.order_id || ', ' || a.promotion_id || ': ' || a.amount_minor || ' less '
          || a.returned_minor || '; shares say ' || coalesce(s.amount, 0) || ' less '
          || coalesce(s.returned, 0) as finding
        from promotion_applications a left join (
          select order_id, promotion_id, sum(amount_minor) as amount, sum(returned_minor) as returned
          from promotion_shares group by order_id, promotion_id) s
          on s.order_id = a.order_id and s.promotion_id = a.promotion_id
        where a.amount_minor <> coalesce(s.amount, 0) or a.returned_minor <> coalesce(s.returned, 0)`
      )
  },
  {
    name: 'promotions.codes-belong-to-orders',
    title: 'A code that an order used is one of its promotions’',
    findings: (db) =>
      sentences(
        db,
        sql`select c.code || ' is used by ' || c.order_id || ', which does not know it' as finding
        from coupons c where c.order_id is not null and not exists (
          select 1 from promotion_applications a
          where a.order_id = c.order_id and a.coupon_id = c.id and a.state = 'used')`
      )
  }
]

async function sentences(db: Reader, query: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await sql<{ finding: string }>`${query} limit ${findingsMax}`.execute(db)
  return rows.map(({ finding }) => finding)
}
