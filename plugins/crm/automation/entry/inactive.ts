import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Found } from './candidates.ts'

/**
 * Customers whose last day with an order that counts is one of these days, by day and id: those after one, at most a
 * limit. Once for each last day: who buys again may become inactive again. One query, by the index of days.
 */
export async function inactiveBetween(
  db: Reader,
  { from, to, after, limit }: { from: string; to: string; after: string; limit: number }
): Promise<Found[]> {
  const { rows } = await sql<{ customerId: string; on: string }>`
    select distinct day.customer_id, day.day_on as "on" from crm_customer_days as day
    where day.day_on >= ${from} and day.day_on <= ${to}
      and (day.day_on > ${from} or day.customer_id > ${after})
      and day.orders > 0
      and exists (select 1 from customers
        where customers.id = day.customer_id and customers.state = 'active')
      and not exists (select 1 from crm_customer_days as later
        where later.customer_id = day.customer_id and later.day_on > day.day_on
          and later.orders > 0)
    order by day.day_on, day.customer_id limit ${limit}`.execute(db)
  return rows.map(({ customerId, on }) => ({
    ...{ customerId, on, sourceId: `inactivity:${on}`, brought: { lastOrderOn: on } }
  }))
}
