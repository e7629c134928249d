import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { CrmOrderFactRow } from '../../tables.ts'
import type { CellDelta, OrdersByMonth } from '../cohort-cells.ts'
import type { CrmCustomerDayRow } from '../tables.ts'

/** Keeps others from reckoning these customers meanwhile; in one order everywhere. Writers of a SQLite file are alone. */
export async function lockCustomers(tx: Tx, customerIds: readonly string[]): Promise<void> {
  if (tx.dialect === 'sqlite' || customerIds.length === 0) return
  await sql`select id from customers where ${isOneOf(tx, 'id', customerIds)}
    order by id for no key update`.execute(tx)
}

/** Orders of customers by month; every one of these customers is in it. One query. */
export async function ordersByMonth(
  db: Reader,
  customerIds: readonly string[]
): Promise<Map<string, OrdersByMonth>> {
  const months = new Map<string, Map<string, number>>(customerIds.map((id) => [id, new Map()]))
  if (customerIds.length === 0) return months
  const { rows } = await sql<{ customerId: string; month: string; orders: number }>`
    select customer_id, substr(day_on, 1, 7) as month, cast(sum(orders) as integer) as orders
    from crm_customer_days where ${isOneOf(db, 'customer_id', customerIds)}
    group by customer_id, substr(day_on, 1, 7)`.execute(db)
  for (const { customerId, month, orders } of rows) months.get(customerId)!.set(month, orders)
  return months
}

/** Adds to customers' days; those that no order is left of are dropped. */
export async function addToDays(tx: Tx, deltas: readonly CrmCustomerDayRow[]): Promise<void> {
  await insertAll(tx, 'crmCustomerDays', deltas, {
    on: ['customerId', 'dayOn', 'currency'],
    add: ['facts', 'orders', 'grossMinor', 'netMinor', 'units']
  })
  const shrunk = deltas.filter(({ facts }) => facts < 0).map(({ customerId }) => customerId)
  if (shrunk.length === 0) return
  await sql`delete from crm_customer_days
    where ${isOneOf(tx, 'customer_id', shrunk)} and facts = 0`.execute(tx)
}

/** Adds to cohorts. */
export async function addToCells(tx: Tx, deltas: readonly CellDelta[]): Promise<void> {
  const on = ['cohortMonth', 'month', 'shard']
  await insertAll(tx, 'crmCohortCells', deltas, { on, add: ['customers'] })
}

/** Facts of customers that count. */
export async function countedFacts(
  db: Reader,
  customerIds: readonly string[]
): Promise<CrmOrderFactRow[]> {
  return db
    .selectFrom('crmOrderFacts')
    .selectAll()
    .where(isOneOf(db, 'customerId', customerIds))
    .where('counts', '=', 1)
    .execute()
}

export async function daysOf(
  db: Reader,
  customerIds: readonly string[]
): Promise<CrmCustomerDayRow[]> {
  return db
    .selectFrom('crmCustomerDays')
    .selectAll()
    .where(isOneOf(db, 'customerId', customerIds))
    .execute()
}

/** Writes the days of customers anew. */
export async function replaceDays(
  tx: Tx,
  customerIds: readonly string[],
  rows: readonly CrmCustomerDayRow[]
): Promise<void> {
  await tx
    .deleteFrom('crmCustomerDays')
    .where(isOneOf(tx, 'customerId', customerIds))
    .execute()
  await insertAll(tx, 'crmCustomerDays', rows)
}

/** Ids of customers, merged and erased ones too, after one; for walking over all of them. */
export async function customerIdsAfter(
  db: Reader,
  after: string,
  limit: number
): Promise<string[]> {
  const rows = await db
    .selectFrom('customers')
    .select('id')
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Cohorts as customers' days have them: what the cells must add up to. */
export const cellsFromDays = sql`
  select cohort_month, month, count(*) as customers from (
    select customer_id, substr(day_on, 1, 7) as month,
      min(substr(day_on, 1, 7)) over (partition by customer_id) as cohort_month
    from crm_customer_days where orders > 0
    group by customer_id, substr(day_on, 1, 7)) as active
  group by cohort_month, month`

/**
 * Reckons the cohorts anew from customers' days. Whoever has written days meanwhile waits with its cells, and adds to the
 * new ones.
 */
export async function replaceCells(tx: Tx): Promise<void> {
  if (tx.dialect === 'postgres')
    await sql`lock table crm_cohort_cells in exclusive mode`.execute(tx)
  await sql`delete from crm_cohort_cells`.execute(tx)
  await sql`insert into crm_cohort_cells (cohort_month, month, shard, customers)
    select cohort_month, month, 0, customers from (${cellsFromDays}) as cells`.execute(tx)
}

/** Where the business days of something stand; undefined: nowhere yet. */
export async function businessDaysOf(db: Reader, name: string) {
  return db.selectFrom('crmBusinessDays').selectAll().where('name', '=', name).executeTakeFirst()
}

export async function saveBusinessDays(
  tx: Tx,
  row: { name: string; zone: string; startsAtHour: number; dayOn: string }
): Promise<void> {
  const update = ['zone', 'startsAtHour', 'dayOn']
  await insertAll(tx, 'crmBusinessDays', [row], { on: ['name'], update })
}
