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
  const { rows } = await sql<{ sum: number; hole: number; over: number; pending: number }>`select
    (select cast(coalesce(sum(balance), 0) as bigint) from points_accounts
      where customer_id = ${customerId}) as sum,
    (select cast(coalesce(-sum(balance), 0) as bigint) from points_accounts
      where customer_id = ${customerId} and balance < 0) as hole,
    (select cast(coalesce(sum(remaining), 0) as bigint) from points_lots
      where customer_id = ${customerId} and remaining > 0 and expires_at <= ${now}) as over,
    (select cast(coalesce(sum(pending), 0) as bigint) from points_orders
      join customers on customers.id = points_orders.member_id
      where customers.living_id = ${customerId}) as pending`.execute(db)
  const expiring = await sql<{ expiresAt: string; points: number }>`
    select expires_at, cast(sum(remaining) as bigint) as points from points_lots
    where customer_id = ${customerId} and remaining > 0 and expires_at > ${now}
    group by expires_at order by expires_at limit 10`.execute(db)
  const { sum, hole, over, pending } = rows[0]!
  // Points whose day is over are gone, and holes are filled, whether or not anything has been there to do so.
  const balance = sum - Math.max(0, over - hole)
  return { customerId, balance, pending, expiring: without(hole - over, expiring.rows) }
}

/** What is left to expire once holes are filled from what expires first. */
function without<Row extends { points: number }>(hole: number, rows: readonly Row[]): Row[] {
  let left = Math.max(0, hole)
  return rows.flatMap((row) => {
    const part = Math.min(left, row.points)
    left -= part
    return part === row.points ? [] : [{ ...row, points: row.points - part }]
  })
}

/** One page of a customer's ledger, newest first. Two queries. Errors: NOT_FOUND. */
export async function readEntries(db: Reader, customerId: string, paging: Paging) {
  if (!(await findCustomer(db, customerId))) {
    throw new NotFound({ what: 'customer', id: customerId })
  }
  const query = db.selectFrom('pointsEntries').selectAll().where('customerId', '=', customerId)
  return pageOf(query, { list: 'points-entries', sort: ['-id'], ...paging })
}
