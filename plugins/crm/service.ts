import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { CrmService, CustomerSummary } from './api.ts'
import { findCustomers } from './customers/find.ts'
import { factOrderIds } from './customers/repository/facts.ts'
import type { CrmProvides, CrmScope } from './scope.ts'

/** crm as other plugins see it. */
export function createCrmService(scope: CrmScope): CrmService {
  const { ctx, index, provides, placed, messages } = scope
  const parts = { index, country: ctx.options.country }
  return {
    messages,
    orderIdsOf: factOrderIds,
    provideCoupons: (coupons) => {
      scope.coupons = coupons
    },
    async find(db, buyers) {
      await placed.beforeBuyers(db, buyers)
      const found = await findCustomers(db, parts, buyers)
      placed.note(db, buyers, found)
      return found
    },
    providePersonal: (part) => {
      scope.areas.push(part)
    },
    async summaries(db, customerIds) {
      await placed.beforeCustomers(db, customerIds)
      return summarize(db, provides, customerIds)
    },
    known: (db, handles) => provides.known(db, handles),
    recordPoints: (tx, entries) => provides.recordPoints(tx, entries),
    giveBackPoints: (tx, given) => provides.giveBackPoints(tx, given)
  }
}

/** What is known of a customer, or one group it is in. */
interface SummaryRow {
  customerId: string
  kind: 'totals' | 'segment' | 'tier'
  handle: string
  level: number
  orders: number
  firstOrderAt: string | null
  lastOrderAt: string | null
}

/** One query, whatever the number of customers. */
async function summarize(
  db: Reader,
  provides: CrmProvides,
  customerIds: readonly string[]
): Promise<Map<string, CustomerSummary>> {
  if (customerIds.length === 0) return new Map()
  const groups = provides.groupsOf.map(
    (groupsOf) => sql`union all select customer_id, kind, handle, level, 0, null, null
      from (${groupsOf(db, customerIds)}) as own`
  )
  const { rows } = await sql<SummaryRow>`
    select customers.id as customer_id, 'totals' as kind, '' as handle, 0 as level,
      coalesce(sum(orders), 0) as orders, min(first_order_at) as first_order_at,
      max(last_order_at) as last_order_at
    from customers left join customer_totals on customer_totals.customer_id = customers.id
    where ${isOneOf(db, 'customers.id', customerIds)} and customers.state = 'active'
    group by customers.id
    ${sql.join(groups, sql` `)}`.execute(db)
  const summaries = new Map<string, CustomerSummary & { segments: Set<string> }>()
  for (const { kind, customerId, orders, firstOrderAt, lastOrderAt } of rows) {
    if (kind !== 'totals') continue
    const segments = new Set<string>()
    const totals = { orders: Number(orders), firstOrderAt, lastOrderAt }
    summaries.set(customerId, { customerId, tier: null, segments, ...totals })
  }
  for (const { kind, customerId, handle } of rows.sort((a, b) => a.level - b.level)) {
    const summary = summaries.get(customerId)
    if (kind === 'segment') summary?.segments.add(handle)
    // The best of its memberships comes last.
    if (kind === 'tier' && summary) summary.tier = handle
  }
  return summaries
}
