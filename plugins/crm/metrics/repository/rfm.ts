import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '#core/database/db'

/** What money of an order is summed. */
export const spentKinds = ['net', 'gross'] as const
export type Spent = (typeof spentKinds)[number]

interface Wanted {
  currency: string
  snapshotOn: string
  monetary: Spent
}

export interface ScoredRow {
  customerId: string
  lastOn: string
  frequency: number
  monetary: number
  recencyScore: number
  frequencyScore: number
  monetaryScore: number
}

/** Every customer with its values and scores: `rank` gives equal values the place of the worst of them. */
function scored({ currency, snapshotOn, monetary }: Wanted): RawBuilder<unknown> {
  const amount = sql.raw(monetary === 'net' ? 'net_minor' : 'gross_minor')
  const scoreOf = (column: string) =>
    sql`cast(1 + (rank() over (order by ${sql.raw(column)}) - 1) * 5 / count(*) over () as integer)`
  return sql`select customer_id, last_on, frequency, monetary,
      ${scoreOf('last_on')} as recency_score, ${scoreOf('frequency')} as frequency_score,
      ${scoreOf('monetary')} as monetary_score, count(*) over () as customers
    from (
      select customer_id, max(case when orders > 0 then day_on end) as last_on,
        cast(sum(orders) as bigint) as frequency, cast(sum(${amount}) as bigint) as monetary
      from crm_customer_days where currency = ${currency} and day_on < ${snapshotOn}
      group by customer_id having sum(orders) > 0) as bought`
}

/** RFM of everybody, to be narrowed to a customer or a page. */
export function scoredQuery(db: Reader, wanted: Wanted) {
  const source = sql<ScoredRow>`(${scored(wanted)})`
  return db
    .selectFrom(source.as('scored'))
    .select([
      'customerId',
      'lastOn',
      'frequency',
      'monetary',
      'recencyScore',
      'frequencyScore',
      'monetaryScore'
    ])
}

/** The least value that has each score, as text; scores that nobody has are left out. */
export async function readThresholds(
  db: Reader,
  wanted: Wanted
): Promise<{ dimension: string; score: number; least: string; customers: number }[]> {
  const of = (dimension: string, column: string) => sql`
    select ${sql.lit(dimension)} as dimension, ${sql.raw(`${dimension}_score`)} as score,
      cast(min(${sql.raw(column)}) as text) as least, max(customers) as customers
    from scored group by ${sql.raw(`${dimension}_score`)}`
  const parts = [of('recency', 'last_on'), of('frequency', 'frequency'), of('monetary', 'monetary')]
  const { rows } = await sql<{
    dimension: string
    score: number
    least: string
    customers: number
  }>`with scored as (${scored(wanted)}) ${sql.join(parts, sql` union all `)}`.execute(db)
  return rows
}
