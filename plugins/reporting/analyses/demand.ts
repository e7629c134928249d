import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { mondaySql } from '../query/read.ts'
import { type Slice, segmentsOf } from '../query/slices.ts'
import type { DaySpan } from '../query/types.ts'

/** What is sold of a thing over some weeks: units in all, and the squares of each week's units added up. */
export interface Demand {
  units: number
  squares: number
}

/**
 * Sample standard deviation / mean of what was sold a week, weeks without sales among them; null: nothing was sold.
 * Variance is the squares' sum less that of even weeks: whole numbers, so nothing is lost before the division.
 */
export function variationOf({ units, squares }: Demand, weeks: number): number | null {
  if (weeks === 0 || units <= 0) return null
  if (weeks === 1) return 0
  const spread = Math.max(0, squares - units ** 2 / weeks) / (weeks - 1)
  return Math.sqrt(spread) / (units / weeks)
}

/**
 * What was sold of each SKU or product. One statement, in the background: it reads every SKU of every week. Weeks at the
 * edges of the span that are not whole count as those of their days.
 *
 * Shape: by SKU or product id, of which a SKU that the catalog does not know has none: ''.
 */
export async function readDemand(
  db: Reader,
  { span, by, currency }: { span: DaySpan; by: 'sku' | 'product'; currency?: string | undefined }
): Promise<Map<string, Demand>> {
  const ofCurrency = currency === undefined ? sql`` : sql`and currency = ${currency}`
  const sold = segmentsOf(span, { weeks: true, months: false }).map(
    (segment) => sql`select ${weekIn(db, segment)} as week_on, sku, units from ${tableOf(segment)}
      where ${dayIn(segment)} between ${segment.from} and ${segment.to} ${ofCurrency}`
  )
  const key = by === 'sku' ? sql`sold.sku` : sql`coalesce(report_skus.product_id, '')`
  const join = by === 'sku' ? sql`` : sql`left join report_skus on report_skus.sku = sold.sku`
  const { rows } = await sql<{ key: string; units: unknown; squares: unknown }>`
    select key, sum(units) as units, sum(units * units) as squares from (
      select ${key} as key, sum(sold.units) as units
      from (${sql.join(sold, sql` union all `)}) as sold ${join} group by 1, sold.week_on) as weeks
    group by key`.execute(db.background ?? db)
  return new Map(
    rows.map((row) => [row.key, { units: Number(row.units), squares: Number(row.squares) }])
  )
}

function tableOf({ kind }: Slice): RawBuilder<unknown> {
  return sql.raw(kind === 'weeks' ? 'report_sku_week_totals' : 'report_sku_days')
}

function dayIn({ kind }: Slice): RawBuilder<string> {
  return sql.raw(kind === 'weeks' ? 'week_on' : 'day_on')
}

function weekIn(db: Reader, { kind }: Slice): RawBuilder<string> {
  return kind === 'weeks' ? sql`week_on` : mondaySql(db, sql`day_on`)
}
