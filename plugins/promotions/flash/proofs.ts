import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Proof } from '#core/plugin'

const findingsMax = 100

/** What must be true of flash prices at any time. */
export const flashProofs: readonly Proof[] = [
  {
    name: 'promotions.flash-taken-equals-orders',
    title: 'Units taken at a flash price are those that orders have, and never more than there are',
    findings: (db) =>
      sentences(
        db,
        sql`select s.promotion_id || ', ' || s.sku || ': ' || s.taken || ' of ' || s.quantity
          || ' taken; orders have ' || coalesce(t.units, 0) as finding
        from flash_stock s left join (
          select promotion_id, sku, sum(units) as units from flash_takes
          where is_returned = 0 group by promotion_id, sku) t
          on t.promotion_id = s.promotion_id and t.sku = s.sku
        where s.taken <> coalesce(t.units, 0) or s.taken > s.quantity or s.taken < 0`
      )
  },
  {
    name: 'promotions.flash-customers-equal-orders',
    title: 'Units counted for a customer at a flash price are those of their orders',
    findings: (db) =>
      sentences(
        db,
        sql`select u.promotion_id || ', ' || u.kind || ' of ' || u.customer_key || ': ' || u.uses
          || '; orders have ' || coalesce(t.units, 0) as finding
        from promotion_customer_uses u left join (
          select k.promotion_id, k.customer_key, 'flash:' || t.sku as kind, sum(t.units) as units
          from flash_use_keys k
          join flash_takes t on t.order_id = k.order_id and t.promotion_id = k.promotion_id
          group by k.promotion_id, k.customer_key, t.sku) t
          on t.promotion_id = u.promotion_id and t.kind = u.kind and t.customer_key = u.customer_key
        where u.kind like 'flash:%' and u.uses <> coalesce(t.units, 0)`
      )
  }
]

async function sentences(db: Reader, query: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await sql<{ finding: string }>`${query} limit ${findingsMax}`.execute(db)
  return rows.map(({ finding }) => finding)
}
