import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { differenceOf } from './interval.ts'

/** Customers that each group needs for a verdict. */
const enough = 100
const wholeBps = 10_000

interface GroupRow {
  isTreated: number
  currency: string | null
  customers: number
  pending: number
  converted: number
  netMinor: number
}

/** Entries that are reckoned. */
interface Span {
  from?: string | undefined
  to?: string | undefined
}

/**
 * What an automation has brought: who was treated against who was held out, by the orders that count and were placed within
 * the window after an entry. A customer counts once, and as treated if it ever was. Two queries.
 */
export async function readReport(
  db: Reader,
  { automationId, now, span }: { automationId: string; now: string; span: Span }
) {
  const rows = await groupRows(db, { automationId, now, span })
  const treated = groupOf(rows, 1)
  const holdout = groupOf(rows, 0)
  return {
    automationId,
    treated,
    holdout,
    uplift: upliftOf(treated, holdout),
    runs: await runsByState(db, automationId, span)
  }
}

type Group = ReturnType<typeof groupOf>

function groupOf(rows: readonly GroupRow[], isTreated: 0 | 1) {
  const own = rows.filter((row) => row.isTreated === isTreated)
  const whole = own.find(({ currency }) => currency === null)
  const customers = Number(whole?.customers ?? 0)
  const converted = Number(whole?.converted ?? 0)
  return {
    customers,
    pending: Number(whole?.pending ?? 0),
    converted,
    rateBps: customers === 0 ? null : bps(converted / customers),
    sales: own.flatMap(({ currency, netMinor }) =>
      currency === null
        ? []
        : [
            {
              ...{ currency, netMinor: Number(netMinor) },
              perCustomerMinor: customers === 0 ? 0 : Math.floor(Number(netMinor) / customers + 0.5)
            }
          ]
    )
  }
}

function upliftOf(treated: Group, holdout: Group) {
  if (treated.customers === 0 || holdout.customers === 0) {
    const nothing = { differenceBps: null, lowBps: null, highBps: null, relativeBps: null }
    return { ...nothing, verdict: 'tooFew' as const }
  }
  const { difference, low, high } = differenceOf(
    { successes: treated.converted, of: treated.customers },
    { successes: holdout.converted, of: holdout.customers }
  )
  const base = holdout.converted / holdout.customers
  return {
    differenceBps: bps(difference),
    lowBps: bps(low),
    highBps: bps(high),
    relativeBps: base === 0 ? null : bps(difference / base),
    verdict: verdictOf(Math.min(treated.customers, holdout.customers), { low, high })
  }
}

function verdictOf(customers: number, { low, high }: { low: number; high: number }) {
  if (customers < enough) return 'tooFew' as const
  if (low > 0) return 'better' as const
  return high < 0 ? ('worse' as const) : ('noDifference' as const)
}

/** Half up. */
function bps(rate: number): number {
  return Math.floor(rate * wholeBps + 0.5)
}

/** By group: a row for all currencies, and one for each. */
async function groupRows(
  db: Reader,
  { automationId, now, span }: { automationId: string; now: string; span: Span }
): Promise<GroupRow[]> {
  const { rows } = await sql<GroupRow>`
    with entered as (
      select customer_id, entered_at, window_ends_at,
        case when state = 'heldOut' then 0 else 1 end as is_treated
      from automation_runs where automation_id = ${automationId} ${within(span)}),
    people as (
      select customer_id, max(is_treated) as is_treated,
        max(case when window_ends_at <= ${now} then 1 else 0 end) as is_over
      from entered group by customer_id),
    bought as (
      select distinct entered.customer_id, fact.order_id, fact.currency, fact.orders, fact.net_minor
      from entered join crm_order_facts as fact on fact.customer_id = entered.customer_id
        and fact.counts = 1 and fact.placed_at > entered.entered_at
        and fact.placed_at < entered.window_ends_at
      where entered.window_ends_at <= ${now}),
    converted as (select distinct customer_id from bought where orders = 1)
    select people.is_treated, null as currency,
      cast(sum(people.is_over) as bigint) as customers,
      cast(sum(1 - people.is_over) as bigint) as pending,
      count(converted.customer_id) as converted, 0 as net_minor
    from people left join converted on converted.customer_id = people.customer_id
    group by people.is_treated
    union all
    select people.is_treated, bought.currency, 0, 0, 0, cast(sum(bought.net_minor) as bigint)
    from people join bought on bought.customer_id = people.customer_id
    group by people.is_treated, bought.currency`.execute(db)
  return rows.sort((a, b) => (a.currency ?? '').localeCompare(b.currency ?? ''))
}

async function runsByState(
  db: Reader,
  automationId: string,
  span: Span
): Promise<Record<string, number>> {
  const { rows } = await sql<{ state: string; runs: number }>`
    select state, count(*) as runs from automation_runs
    where automation_id = ${automationId} ${within(span)} group by state`.execute(db)
  return Object.fromEntries(rows.map(({ state, runs }) => [state, Number(runs)]))
}

function within({ from, to }: Span) {
  return sql`${from === undefined ? sql`` : sql`and entered_at >= ${from}`}
    ${to === undefined ? sql`` : sql`and entered_at < ${to}`}`
}
