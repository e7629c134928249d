import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { addMonths } from '../query/calendar.ts'
import { paceOf } from '../query/run.ts'
import { walkSlices } from '../query/slices.ts'
import type { ReportingScope } from '../scope.ts'

/** Calendar months in the shop's zone, `YYYY-MM`, both included. */
export interface MonthSpan {
  fromMonth: string
  toMonth: string
}

export interface Cohort {
  /** Month of the first order. */
  cohortMonth: string
  size: number
  /** From the month itself on: buyers with an order in it, and their part of the cohort. */
  months: { month: string; index: number; buyers: number; rate: number | null }[]
}

export interface Cohorts {
  /** `customers` of crm, over channels; or `buyers` as each channel knows them. */
  of: 'customers' | 'buyers'
  cohorts: Cohort[]
}

/**
 * How many of those who first bought in a month came back in each month since. Where crm is on they are its customers, and
 * the figures are crm's own.
 */
export async function cohortsOf(
  db: Reader,
  scope: ReportingScope,
  span: MonthSpan
): Promise<Cohorts> {
  const cells = scope.crm ? await customerCells(db, span) : await buyerCells(db, scope, span)
  const byCohort = new Map<string, Map<string, number>>()
  for (const { cohortMonth, month, count } of cells) {
    const months = byCohort.get(cohortMonth) ?? new Map<string, number>()
    byCohort.set(cohortMonth, months.set(month, count))
  }
  const cohorts = [...byCohort].sort(([a], [b]) => (a < b ? -1 : 1))
  return {
    of: scope.crm ? 'customers' : 'buyers',
    cohorts: cohorts.map(([cohortMonth, months]) => {
      const size = months.get(cohortMonth) ?? 0
      return {
        ...{ cohortMonth, size },
        months: monthsFrom(cohortMonth, span.toMonth).map((month, index) => {
          const buyers = months.get(month) ?? 0
          return { month, index, buyers, rate: size === 0 ? null : buyers / size }
        })
      }
    })
  }
}

interface Cell {
  cohortMonth: string
  month: string
  count: number
}

async function customerCells(db: Reader, { fromMonth, toMonth }: MonthSpan): Promise<Cell[]> {
  const { rows } = await sql<Cell>`
    select cohort_month, month, sum(customers) as count from crm_cohort_cells
    where cohort_month between ${fromMonth} and ${toMonth} and month <= ${toMonth}
    group by cohort_month, month having sum(customers) <> 0`.execute(db)
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}

/** Goes over all months from the first, so that everybody's first one is known. */
async function buyerCells(
  db: Reader,
  scope: ReportingScope,
  { fromMonth, toMonth }: MonthSpan
): Promise<Cell[]> {
  const first = await firstMonth(db)
  if (first === null || first > `${toMonth}-01`) return []
  const cohortOf = new Map<string, string>()
  const counts = new Map<string, number>()
  const segment = { kind: 'months', from: first, to: `${toMonth}-01` } as const
  const read = (slice: { from: string; to: string }) => buyersByMonth(db, slice)
  await walkSlices(db, paceOf(scope), { name: 'cohorts', segment }, read, (rows) => {
    for (const { month, buyer } of rows) {
      const cohort = cohortOf.get(buyer) ?? month
      cohortOf.set(buyer, cohort)
      const key = `${cohort} ${month}`
      counts.set(key, (counts.get(key) ?? 0) + 1)
    }
  })
  return [...counts]
    .map(([key, count]) => ({ cohortMonth: key.slice(0, 7), month: key.slice(8), count }))
    .filter(({ cohortMonth }) => cohortMonth >= fromMonth)
}

async function firstMonth(db: Reader): Promise<string | null> {
  const { rows } = await sql<{ first: string | null }>`
    select min(month_on) as first from report_buyer_months`.execute(db)
  return rows[0]!.first
}

async function buyersByMonth(
  db: Reader,
  { from, to }: { from: string; to: string }
): Promise<{ month: string; buyer: string }[]> {
  const { rows } = await sql<{ month: string; buyer: string }>`
    select substr(month_on, 1, 7) as month, buying_key as buyer from report_buyer_months
    where month_on between ${from} and ${to} and buying_key is not null
    group by 1, 2 order by 1`.execute(db)
  return rows
}

function monthsFrom(from: string, to: string): string[] {
  const months: string[] = []
  for (let month = from; month <= to; month = addMonths(`${month}-01`, 1).slice(0, 7)) {
    months.push(month)
  }
  return months
}
