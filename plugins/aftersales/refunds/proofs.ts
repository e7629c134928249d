import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Proof } from '#core/plugin'

const findingsMax = 100

/** What must be true of refunds at any time. */
export const refundProofs: readonly Proof[] = [
  {
    name: 'aftersales.refunds-within-captured',
    title:
      'No more is given back, or on its way, than was captured: of an order, and of each payment',
    findings: (db) =>
      sentences(
        db,
        sql`select p.home || ': ' || p.given || ' given back of ' || coalesce(o.paid, 0) as finding
        from (select coalesce(orders.merged_into, orders.split_from, part.order_id) as home,
            sum(part.amount_minor) as given
          from refund_parts part left join orders on orders.id = part.order_id
          where part.state <> 'failed'
          group by coalesce(orders.merged_into, orders.split_from, part.order_id)) p
        left join (select coalesce(merged_into, split_from, id) as home, sum(paid_minor) as paid
          from orders group by coalesce(merged_into, split_from, id)) o on o.home = p.home
        where p.given > coalesce(o.paid, 0)
        union all
        select p.payment_id || ': ' || p.given || ' given back of ' || payments.amount_minor
        from (select payment_id, sum(amount_minor) as given from refund_parts
          where state <> 'failed' and payment_id is not null group by payment_id) p
        join payments on payments.id = p.payment_id where p.given > payments.amount_minor`
      )
  },
  {
    name: 'aftersales.refunds-have-credit-notes',
    title: 'What was given back is in credit notes, to the last minor unit',
    findings: (db) =>
      sentences(
        db,
        sql`select r.id || ' (' || r.state || '): ' || r.done_minor || ' given back, its credit note says '
          || coalesce(-n.total_minor, 0) as finding
        from refunds r join orders o on o.id = r.order_id
        left join credit_notes n on n.channel_id = o.channel_id and n.external_id = r.id
        where case when r.state = 'pending' then 0 else r.done_minor end <> coalesce(-n.total_minor, 0)`
      )
  },
  {
    name: 'aftersales.refunds-add-up',
    title: 'A refund is its goods, shipping and what else it is for; its parts sum to it',
    findings: (db) =>
      sentences(
        db,
        sql`select r.id || ': ' || r.amount_minor || ', parts ' || coalesce(p.amount, 0) as finding
        from refunds r left join (select refund_id, sum(amount_minor) as amount,
            sum(case when state = 'done' then amount_minor else 0 end) as done
          from refund_parts group by refund_id) p on p.refund_id = r.id
        where r.amount_minor <> coalesce(p.amount, 0)
          or (r.state <> 'pending' and r.done_minor <> coalesce(p.done, 0))
        union all
        select r.id || ': goods ' || r.goods_minor || ', lines ' || coalesce(l.amount, 0)
        from refunds r left join (select refund_id, sum(amount_minor) as amount from refund_lines
          group by refund_id) l on l.refund_id = r.id
        where r.goods_minor <> coalesce(l.amount, 0)
          or r.goods_minor + r.shipping_minor + r.extra_minor - r.deducted_minor
            <> case when r.state = 'partial' then r.done_minor else r.amount_minor end`
      )
  }
]

async function sentences(db: Reader, query: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await sql<{ finding: string }>`${query} limit ${findingsMax}`.execute(db)
  return rows.map(({ finding }) => finding)
}
