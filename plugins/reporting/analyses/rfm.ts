import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { daysBetween } from '../query/calendar.ts'
import type { ReportingScope } from '../scope.ts'

export interface RfmInput {
  currency: string
  /** Orders before this day count; days since the last one are counted to it. */
  snapshotOn: string
  /** `gross`: lines at sale; `net`: less discounts of the order. */
  monetary: 'gross' | 'net'
}

export interface RfmTable {
  of: 'customers' | 'buyers'
  snapshotOn: string
  currency: string
  customers: number
  /** By score of recency and of frequency, 5 is best; those that nobody has are left out. */
  cells: {
    recency: number
    frequency: number
    customers: number
    monetaryMinor: number
    /** Days since the last order, on average. */
    recencyDays: number
  }[]
  /** By score of what was spent. */
  monetary: { score: number; customers: number; monetaryMinor: number; leastMinor: number }[]
}

/**
 * How recently, how often and for how much people have bought, as a table. Guests are left out.
 *
 * Scores by rank in fifths: of n, one whom k have a worse value than scores 1 + floor(5k ÷ n); equal values have equal
 * scores. The same as crm's. One statement.
 */
export async function rfmTable(
  db: Reader,
  scope: Pick<ReportingScope, 'crm'>,
  input: RfmInput
): Promise<RfmTable> {
  const { rows } = await scoredSums(scope.crm ? 'customers' : 'buyers', input).execute(
    db.background ?? db
  )
  const cells = new Map<string, RfmTable['cells'][number]>()
  const spent = new Map<number, RfmTable['monetary'][number]>()
  let customers = 0
  for (const row of rows) {
    const { recency, frequency, monetary: score } = row
    const [count, minor] = [Number(row.customers), Number(row.minor)]
    const key = `${recency}${frequency}`
    const cell = cells.get(key) ?? {
      ...{ recency, frequency, customers: 0, monetaryMinor: 0, recencyDays: 0 }
    }
    cell.customers += count
    cell.monetaryMinor += minor
    cell.recencyDays += daysBetween(row.lastOn, input.snapshotOn) * count
    cells.set(key, cell)
    const leastMinor = Number(row.leastMinor)
    const of = spent.get(score) ?? { score, customers: 0, monetaryMinor: 0, leastMinor }
    of.customers += count
    of.monetaryMinor += minor
    of.leastMinor = Math.min(of.leastMinor, leastMinor)
    spent.set(score, of)
    customers += count
  }
  return {
    of: scope.crm ? 'customers' : 'buyers',
    ...{ snapshotOn: input.snapshotOn, currency: input.currency, customers },
    cells: [...cells.values()]
      .map((cell) => ({ ...cell, recencyDays: Math.round(cell.recencyDays / cell.customers) }))
      .sort((a, b) => b.recency - a.recency || b.frequency - a.frequency),
    monetary: [...spent.values()].sort((a, b) => b.score - a.score)
  }
}

interface ScoredSums {
  recency: number
  frequency: number
  monetary: number
  lastOn: string
  customers: number
  minor: number
  leastMinor: number
}

/** What people with the same scores and the same last day have spent. */
function scoredSums(of: RfmTable['of'], { currency, snapshotOn, monetary }: RfmInput) {
  const amount = sql.raw(`${monetary}_minor`)
  const people =
    of === 'customers'
      ? sql`select customer_id as person, max(case when orders > 0 then day_on end) as last_on,
          sum(orders) as orders, sum(${amount}) as minor
        from crm_customer_days where currency = ${currency} and day_on < ${snapshotOn}
        group by customer_id having sum(orders) > 0`
      : sql`select buying_key as person, max(day_on) as last_on, sum(orders) as orders,
          sum(${amount}) as minor
        from report_buyer_days where currency = ${currency} and day_on < ${snapshotOn}
          and buying_key is not null group by buying_key`
  const score = (column: string) =>
    sql`cast(1 + (rank() over (order by ${sql.raw(column)}) - 1) * 5 / count(*) over () as integer)`
  return sql<ScoredSums>`
    select recency, frequency, monetary, last_on, count(*) as customers, sum(minor) as minor,
      min(minor) as least_minor
    from (select last_on, minor, ${score('last_on')} as recency, ${score('orders')} as frequency,
        ${score('minor')} as monetary
      from (${people}) as people) as scored
    group by recency, frequency, monetary, last_on`
}
