import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { pageOf } from '#core/database/keyset'
import { NotFound } from '#core/http/errors'
import { findCustomer } from '../../customers/repository/customers.ts'

interface Paging {
  limit: number
  after?: string | undefined
}

/** What a customer may spend now, what is to come, and what expires next. Three queries. Errors: NOT_FOUND. */
export async function readBalance(db: Reader, customerId: string, now: string) {
  if (!(await findCustomer(db, customerId))) {
    throw new NotFound({ what: 'customer', id: customerId })
  }
  // Points whose day is over are gone, whether or not the job has been there.
  const { rows } = await sql<{ balance: number; pending: number }>`select
    (select cast(coalesce(sum(balance), 0) as bigint) from points_accounts
      where customer_id = ${customerId})
    - (select cast(coalesce(sum(remaining), 0) as bigint) from points_lots
      where customer_id = ${customerId} and remaining > 0 and expires_at <= ${now}) as balance,
    (select cast(coalesce(sum(pending), 0) as bigint) from points_orders
      join customers on customers.id = points_orders.member_id
      where customers.living_id = ${customerId}) as pending`.execute(db)
  const expiring = await sql<{ expiresAt: string; points: number }>`
    select expires_at, cast(sum(remaining) as bigint) as points from points_lots
    where customer_id = ${customerId} and remaining > 0 and expires_at > ${now}
    group by expires_at order by expires_at limit 10`.execute(db)
  const { balance, pending } = rows[0]!
  return { customerId, balance, pending, expiring: expiring.rows }
}

/** One page of a customer's ledger, newest first. Two queries. Errors: NOT_FOUND. */
export async function readEntries(db: Reader, customerId: string, paging: Paging) {
  if (!(await findCustomer(db, customerId))) {
    throw new NotFound({ what: 'customer', id: customerId })
  }
  const query = db.selectFrom('pointsEntries').selectAll().where('customerId', '=', customerId)
  return pageOf(query, { list: 'points-entries', sort: ['-id'], ...paging })
}
