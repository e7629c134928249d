import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { addMonths } from '../query/calendar.ts'
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
  scope: Pick<ReportingScope, 'crm'>,
  span: MonthSpan
): Promise<Cohorts> {
  const cells = scope.crm ? await customerCells(db, span) : await buyerCells(db, span)
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
async function buyerCells(db: Reader, { fromMonth, toMonth }: MonthSpan): Promise<Cell[]> {
  const { rows } = await sql<Cell>`
    with bought as (
      select buying_key as buyer, month_on from report_buyer_months
      where buying_key is not null and month_on <= ${`${toMonth}-01`} group by 1, 2),
    begun as (select buyer, min(month_on) as first_on from bought group by buyer)
    select substr(begun.first_on, 1, 7) as cohort_month, substr(bought.month_on, 1, 7) as month,
      count(*) as count
    from begun join bought on bought.buyer = begun.buyer
    where begun.first_on >= ${`${fromMonth}-01`} group by 1, 2`.execute(db.background ?? db)
  return rows.map((row) => ({ ...row, count: Number(row.count) }))
}

function monthsFrom(from: string, to: string): string[] {
  const months: string[] = []
  for (let month = from; month <= to; month = addMonths(`${month}-01`, 1).slice(0, 7)) {
    months.push(month)
  }
  return months
}
