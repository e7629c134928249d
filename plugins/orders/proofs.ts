import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Proof } from '#core/plugin'

const findingsMax = 100

/** What must be true of orders at any time. */
export const proofs: readonly Proof[] = [
  {
    name: 'orders.lines-add-up',
    title: "An order's lines add up to its subtotal, and their taxes stay within its tax",
    findings: (db) =>
      sentences(
        db,
        sql`select orders.id || ': lines of ' || lines.total || ' (tax ' || lines.tax
          || '), subtotal ' || orders.subtotal_minor || ' (tax ' || orders.tax_minor || ')' as finding
        from orders join (
          select order_id, sum(total_minor) as total, sum(tax_minor) as tax
          from order_lines group by order_id) lines on lines.order_id = orders.id
        where lines.total <> orders.subtotal_minor
          or (orders.channel_id = 'direct' and lines.tax <> orders.tax_minor)`
      )
  },
  {
    name: 'orders.direct-totals',
    title:
      'What is due for an order placed here is its lines less discount, plus shipping and added tax',
    findings: (db) =>
      sentences(
        db,
        sql`select id || ': total ' || total_minor || ' does not follow from its parts' as finding
        from orders where channel_id = 'direct'
          and total_minor - (subtotal_minor - discount_minor + shipping_minor) not in (0, tax_minor)`
      )
  },
  {
    name: 'orders.units-within-order',
    title: 'No more units have left, are canceled or are claimed than were ordered',
    findings: (db) =>
      sentences(
        db,
        sql`select id || ' of ' || order_id || ': ' || fulfilled_quantity || ' left, '
          || canceled_quantity || ' canceled, ' || allocated_quantity || ' claimed of ' || quantity as finding
        from order_lines
        where fulfilled_quantity + canceled_quantity + allocated_quantity > quantity
          and not exists (select 1 from order_exceptions
            where order_exceptions.order_line_id = order_lines.id
              and order_exceptions.kind = 'over_shipped')`
      )
  },
  {
    name: 'orders.claims-follow-state',
    title:
      'Orders that are over claim no stock; open ones claim what is left to ship or say what is short',
    findings: (db) =>
      sentences(
        db,
        sql`select order_lines.id || ' of ' || orders.id || ' (' || orders.state || '): '
          || order_lines.allocated_quantity || ' claimed' as finding
        from order_lines join orders on orders.id = order_lines.order_id
        where (orders.state in ('draft', 'shipped', 'delivered', 'completed', 'canceled', 'closed')
            and order_lines.allocated_quantity <> 0)
          or (orders.state in ('awaiting_payment', 'paid', 'allocated', 'partially_shipped')
            and order_lines.variant_id is not null
            and order_lines.allocated_quantity < order_lines.quantity
              - order_lines.canceled_quantity - order_lines.fulfilled_quantity
            and not exists (select 1 from order_exceptions
              where order_exceptions.order_line_id = order_lines.id
                and order_exceptions.kind = 'short_stock' and order_exceptions.state = 'open'))`
      )
  },
  {
    name: 'orders.holds-have-causes',
    title: 'An order is on hold exactly as long as something holds it',
    findings: (db) =>
      sentences(
        db,
        sql`select id || ': on hold ' || on_hold || ', causes "' || holds || '"' as finding
        from orders where (on_hold = 1) <> (holds <> '')`
      )
  }
]

async function sentences(db: Reader, query: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await sql<{ finding: string }>`${query} limit ${findingsMax}`.execute(db)
  return rows.map(({ finding }) => finding)
}
