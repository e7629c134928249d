import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { CrmService, CustomerSummary } from './api.ts'
import { findCustomers } from './customers/find.ts'
import type { CrmProvides, CrmScope } from './scope.ts'

/** crm as other plugins see it. */
export function createCrmService({ ctx, index, provides }: CrmScope): CrmService {
  const parts = { index, country: ctx.options.country }
  return {
    find: (db, buyers) => findCustomers(db, parts, buyers),
    summaries: (db, customerIds) => summarize(db, provides, customerIds),
    known: (db, handles) => provides.known(db, handles),
    recordPoints: (tx, entries) => provides.recordPoints(tx, entries)
  }
}

async function summarize(
  db: Reader,
  provides: CrmProvides,
  customerIds: readonly string[]
): Promise<Map<string, CustomerSummary>> {
  if (customerIds.length === 0) return new Map()
  const known = await db
    .selectFrom('customers')
    .leftJoin('customerTotals', 'customerTotals.customerId', 'customers.id')
    .select([
      'customers.id',
      sql<number>`coalesce(sum(orders), 0)`.as('orders'),
      sql<string | null>`min(first_order_at)`.as('firstOrderAt'),
      sql<string | null>`max(last_order_at)`.as('lastOrderAt')
    ])
    .where(isOneOf(db, 'customers.id', customerIds))
    .where('customers.state', '=', 'active')
    .groupBy('customers.id')
    .execute()
  const ids = known.map(({ id }) => id)
  const segments = await provides.segmentsOf(db, ids)
  const tiers = await provides.tiersOf(db, ids)
  return new Map(
    known.map(({ id, orders, firstOrderAt, lastOrderAt }) => [
      id,
      {
        customerId: id,
        tier: tiers.get(id) ?? null,
        segments: segments.get(id) ?? new Set<string>(),
        orders: Number(orders),
        firstOrderAt,
        lastOrderAt
      }
    ])
  )
}
