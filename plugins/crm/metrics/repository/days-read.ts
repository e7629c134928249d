import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { rowsFrom } from '#core/database/rows'

/** A span of days: `toOn` is not part of it. */
export interface DaySpan {
  fromOn: string
  toOn: string
}

/** Currencies anybody has bought in. */
export async function boughtCurrencies(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ currency: string }>`
    select distinct currency from customer_totals order by currency`.execute(db)
  return rows.map(({ currency }) => currency)
}

/** Customers of each cohort with an order in each month. */
export async function cohortCells(
  db: Reader,
  { fromMonth, toMonth }: { fromMonth: string; toMonth: string }
): Promise<{ cohortMonth: string; month: string; customers: number }[]> {
  const { rows } = await sql<{ cohortMonth: string; month: string; customers: number }>`
    select cohort_month, month, cast(sum(customers) as bigint) as customers from crm_cohort_cells
    where cohort_month >= ${fromMonth} and cohort_month <= ${toMonth} and month <= ${toMonth}
    group by cohort_month, month having sum(customers) <> 0
    order by cohort_month, month`.execute(db)
  return rows
}

/** Customers with an order in each month, and those of them whose first it is. */
export async function activeByMonth(
  db: Reader,
  { fromMonth, toMonth }: { fromMonth: string; toMonth: string }
): Promise<{ month: string; active: number; fresh: number }[]> {
  const { rows } = await sql<{ month: string; active: number; fresh: number }>`
    select month, cast(sum(customers) as bigint) as active,
      cast(sum(case when cohort_month = month then customers else 0 end) as bigint) as fresh
    from crm_cohort_cells where month >= ${fromMonth} and month <= ${toMonth}
    group by month`.execute(db)
  return rows
}

/** Customers with an order in each month and in the one before it. */
export async function retainedByMonth(
  db: Reader,
  pairs: readonly { month: string; previous: string }[]
): Promise<{ month: string; retained: number }[]> {
  const first = pairs[0]
  if (!first) return []
  const source = rowsFrom(
    db,
    'pair',
    { month: 'text', previous: 'text' },
    pairs.map((pair) => ({ ...pair }))
  )
  const { rows } = await sql<{ month: string; retained: number }>`
    with active as (
      select distinct customer_id, substr(day_on, 1, 7) as month from crm_customer_days
      where orders > 0 and day_on >= ${`${first.previous}-01`}
        and day_on <= ${`${pairs.at(-1)!.month}-31`})
    select pair.month, count(*) as retained from ${source}
      join active as now on now.month = pair.month
      join active as earlier
        on earlier.month = pair.previous and earlier.customer_id = now.customer_id
    group by pair.month`.execute(db)
  return rows
}

/** Customers with an order, and with two or more, in a span of days. */
export async function repeatBuyers(
  db: Reader,
  { fromOn, toOn }: DaySpan
): Promise<{ buyers: number; repeatBuyers: number }> {
  const { rows } = await sql<{ buyers: number; repeatBuyers: number }>`
    select count(*) as buyers,
      cast(coalesce(sum(case when orders >= 2 then 1 else 0 end), 0) as bigint) as repeat_buyers
    from (select customer_id, sum(orders) as orders from crm_customer_days
      where day_on >= ${fromOn} and day_on < ${toOn}
      group by customer_id having sum(orders) > 0) as buyer`.execute(db)
  return rows[0]!
}

/** Customers with an order in one span of days, and those of them without one in a later span. */
export async function lostBetween(
  db: Reader,
  earlier: DaySpan,
  later: DaySpan
): Promise<{ active: number; churned: number }> {
  const { rows } = await sql<{ active: number; churned: number }>`
    select cast(coalesce(sum(was), 0) as bigint) as active,
      cast(coalesce(sum(case when was = 1 and came = 0 then 1 else 0 end), 0) as bigint) as churned
    from (
      select customer_id, max(case when day_on < ${earlier.toOn} then 1 else 0 end) as was,
        max(case when day_on >= ${later.fromOn} then 1 else 0 end) as came
      from crm_customer_days
      where orders > 0 and day_on >= ${earlier.fromOn} and day_on < ${later.toOn}
      group by customer_id) as customer`.execute(db)
  return rows[0]!
}

/** What was sold in a span of days in one currency, and to how many. */
export async function soldIn(
  db: Reader,
  currency: string,
  { fromOn, toOn }: DaySpan
): Promise<{ netMinor: number; orders: number; buyers: number }> {
  const { rows } = await sql<{ netMinor: number; orders: number; buyers: number }>`
    select cast(coalesce(sum(net_minor), 0) as bigint) as net_minor,
      cast(coalesce(sum(orders), 0) as bigint) as orders, count(*) as buyers
    from (select customer_id, sum(net_minor) as net_minor, sum(orders) as orders
      from crm_customer_days
      where currency = ${currency} and day_on >= ${fromOn} and day_on < ${toOn}
      group by customer_id having sum(orders) > 0) as buyer`.execute(db)
  return rows[0]!
}

/** How a customer has bought in one currency, by days with an order. */
export interface PurchaseHistory {
  customerId: string
  firstOn: string
  lastOn: string
  /** Days with an order. */
  days: number
  /** Net of the days after the first. */
  repeatMinor: number
}

/** How customers have bought before a day, by id: all of them up to a limit, or one. */
export async function purchaseHistories(
  db: Reader,
  {
    currency,
    beforeOn,
    limit,
    customerId
  }: {
    currency: string
    beforeOn: string
    limit: number
    customerId?: string
  }
): Promise<PurchaseHistory[]> {
  const own = customerId === undefined ? sql`` : sql`and customer_id = ${customerId}`
  const { rows } = await sql<PurchaseHistory>`
    select customer_id, first_on, max(day_on) as last_on, count(*) as days,
      cast(sum(case when day_on > first_on then net_minor else 0 end) as bigint) as repeat_minor
    from (select customer_id, day_on, net_minor, min(day_on) over (partition by customer_id) as first_on
      from crm_customer_days
      where currency = ${currency} and day_on < ${beforeOn} and orders > 0 ${own}) as bought
    group by customer_id, first_on order by customer_id limit ${limit}`.execute(db)
  return rows
}
