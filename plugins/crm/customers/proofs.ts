import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Proof } from '#core/plugin'

const findingsMax = 100

/** What must be true of customers at any time. */
export const customerProofs: readonly Proof[] = [
  {
    name: 'crm.totals-equal-facts',
    title: "A customer's totals are the sums of what its orders contribute",
    findings: (db) =>
      sentences(
        db,
        sql`select coalesce(total.customer_id, fact.customer_id) || ' in '
          || coalesce(total.currency, fact.currency) || ': totals do not equal facts' as finding
        from customer_totals as total full join (
          select customer_id, currency, sum(orders) as orders, sum(gross_minor) as gross_minor,
            sum(net_minor) as net_minor, sum(units) as units,
            min(case when counts = 1 then placed_at end) as first_order_at,
            max(case when counts = 1 then placed_at end) as last_order_at
          from crm_order_facts group by customer_id, currency) as fact
          on fact.customer_id = total.customer_id and fact.currency = total.currency
        where total.customer_id is null or fact.customer_id is null
          or total.orders <> fact.orders or total.gross_minor <> fact.gross_minor
          or total.net_minor <> fact.net_minor or total.units <> fact.units
          or coalesce(total.first_order_at, '') <> coalesce(fact.first_order_at, '')
          or coalesce(total.last_order_at, '') <> coalesce(fact.last_order_at, '')`
      )
  },
  {
    name: 'crm.belongings-of-the-living',
    title: 'Identities, contacts and facts are reckoned to the customer their member is part of',
    findings: (db) =>
      sentences(
        db,
        sql`select own.what || ' of ' || own.member_id || ' is reckoned to ' || own.customer_id
          || ', not to ' || coalesce(customers.living_id, 'anybody') as finding
        from (select 'an identity' as what, member_id, customer_id from customer_identities
          union all select 'a contact', member_id, customer_id from customer_contacts
          union all select 'order ' || order_id, member_id, customer_id from crm_order_facts) as own
          left join customers on customers.id = own.member_id
        where customers.living_id is null or customers.living_id <> own.customer_id`
      )
  },
  {
    name: 'crm.trees-end-at-the-living',
    title: 'Who is merged leads to a customer that stands for itself; nobody erased has a name',
    findings: (db) =>
      sentences(
        db,
        sql`select member.id || ' (' || member.state || ') leads to ' || member.living_id as finding
        from customers as member left join customers as living on living.id = member.living_id
        where living.id is null or living.merged_into is not null
          or (member.merged_into is null) <> (member.living_id = member.id)
          or (member.state = 'active' and member.merged_into is not null)
          or (member.state = 'merged' and living.state <> 'active')
          or (member.state = 'erased' and (member.name is not null or member.birth_on is not null))`
      )
  }
]

async function sentences(db: Reader, query: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await sql<{ finding: string }>`${query} limit ${findingsMax}`.execute(db)
  return rows.map(({ finding }) => finding)
}
