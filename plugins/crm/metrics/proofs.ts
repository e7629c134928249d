import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import type { Proof, Shop } from '#core/plugin'
import { dayDeltas } from './days.ts'
import { cellsFromDays, countedFacts, customerIdsAfter, daysOf } from './repository/days.ts'
import type { CrmCustomerDayRow } from './tables.ts'

const findingsMax = 100
const pageSize = 1000

/** That what is kept with every order equals what is reckoned anew from all of them. */
export function metricProofs(shop: Readonly<Shop>): Proof[] {
  return [
    {
      name: 'crm.days-equal-facts',
      title: "Customers' days are the sums of the orders placed on them",
      findings: (db) => wrongDays(db, shop)
    },
    {
      name: 'crm.cohorts-equal-days',
      title: 'Cohorts count the customers that have orders in their months',
      findings: wrongCells
    }
  ]
}

async function wrongDays(db: Reader, shop: Readonly<Shop>): Promise<string[]> {
  const findings: string[] = []
  let after = ''
  for (;;) {
    const ids = await customerIdsAfter(db, after, pageSize)
    const last = ids.at(-1)
    if (last === undefined || findings.length >= findingsMax) break
    after = last
    const facts = await countedFacts(db, ids)
    const changes = facts.map((fact) => ({ before: null, after: fact }))
    const expected = textsOf(dayDeltas(shop, changes))
    const kept = textsOf(await daysOf(db, ids))
    for (const text of kept) if (!expected.has(text)) findings.push(`${text} is kept, wrongly`)
    for (const text of expected) if (!kept.has(text)) findings.push(`${text} is not kept`)
  }
  return findings.slice(0, findingsMax)
}

function textsOf(rows: readonly CrmCustomerDayRow[]): Set<string> {
  return new Set(
    rows.map(
      (row) =>
        `${row.customerId} on ${row.dayOn}: ${row.facts} facts, ${row.orders} orders, ${row.units} units, ` +
        `${row.grossMinor} gross, ${row.netMinor} net in ${row.currency}`
    )
  )
}

async function wrongCells(db: Reader): Promise<string[]> {
  const { rows } = await sql<{ finding: string }>`
    select coalesce(cell.cohort_month, day.cohort_month) || ' in ' || coalesce(cell.month, day.month)
      || ': ' || coalesce(cell.customers, 0) || ' kept, ' || coalesce(day.customers, 0)
      || ' by days' as finding
    from (select cohort_month, month, sum(customers) as customers from crm_cohort_cells
        group by cohort_month, month having sum(customers) <> 0) as cell
      full join (${cellsFromDays}) as day
        on day.cohort_month = cell.cohort_month and day.month = cell.month
    where coalesce(cell.customers, 0) <> coalesce(day.customers, 0)
    limit ${findingsMax}`.execute(db)
  return rows.map(({ finding }) => finding)
}
