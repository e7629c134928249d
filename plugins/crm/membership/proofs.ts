import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Proof } from '#core/plugin'

const findingsMax = 100

/** What must be true of members and points at any time. */
export const membershipProofs: readonly Proof[] = [
  {
    name: 'membership.balances-equal-ledger',
    title: "A member's balance is the sum of its entries, and its lots are what is left of it",
    findings: (db) =>
      sentences(
        db,
        sql`select account.member_id || ': balance ' || account.balance || ', ledger '
          || coalesce(ledger.points, 0) || ', lots ' || coalesce(lots.remaining, 0) as finding
        from points_accounts as account
          left join (select member_id, sum(points) as points from points_entries
            group by member_id) as ledger on ledger.member_id = account.member_id
          left join (select member_id, sum(remaining) as remaining from points_lots
            group by member_id) as lots on lots.member_id = account.member_id
        where account.balance <> coalesce(ledger.points, 0)
          or coalesce(lots.remaining, 0)
            <> case when account.balance > 0 then account.balance else 0 end`
      )
  },
  {
    name: 'membership.lots-within-bounds',
    title: 'No lot has less than nothing left, or more than came; nobody has points but no account',
    findings: (db) =>
      sentences(
        db,
        sql`select lot.id || ' of ' || lot.member_id || ': ' || lot.remaining || ' of '
          || lot.points as finding
        from points_lots as lot
          left join points_accounts as account on account.member_id = lot.member_id
        where lot.remaining < 0 or lot.remaining > lot.points or account.member_id is null`
      )
  },
  {
    name: 'membership.orders-equal-ledger',
    title: 'What an order has earned is what its entries add up to',
    findings: (db) =>
      sentences(
        db,
        sql`select earned.order_id || ': ' || earned.points || ', ledger '
          || coalesce(sum(entry.points), 0) as finding
        from points_orders as earned left join points_entries as entry
          on entry.member_id = earned.member_id and entry.reason = earned.order_id
            and entry.kind in ('earn', 'reverse')
        group by earned.order_id, earned.points
        having earned.points <> coalesce(sum(entry.points), 0)`
      )
  },
  {
    name: 'membership.of-the-living',
    title: 'Cards and points are reckoned to the customer their member is part of',
    findings: (db) =>
      sentences(
        db,
        sql`select own.what || ' of ' || own.member_id || ' is reckoned to ' || own.customer_id
          || ', not to ' || coalesce(customers.living_id, 'anybody') as finding
        from (select 'a card' as what, member_id, customer_id from memberships
          union all select 'a balance', member_id, customer_id from points_accounts
          union all select 'a lot', member_id, customer_id from points_lots) as own
          left join customers on customers.id = own.member_id
        where customers.living_id is null or customers.living_id <> own.customer_id`
      )
  }
]

async function sentences(db: Reader, query: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await sql<{ finding: string }>`${query} limit ${findingsMax}`.execute(db)
  return rows.map(({ finding }) => finding)
}
