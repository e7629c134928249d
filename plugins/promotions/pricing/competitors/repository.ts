import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { CompetitorPriceRow } from '../tables.ts'

/** What a competitor asked last. */
export type LatestPrice = Pick<
  CompetitorPriceRow,
  'variantId' | 'competitor' | 'priceMinor' | 'capturedAt'
>

/** The newest price of each competitor for variants in a currency, by variant: one query. */
export async function latestPrices(
  db: Reader,
  variantIds: readonly string[],
  window: { currency: string; since: Instant; until: Instant }
): Promise<Map<string, LatestPrice[]>> {
  const { currency, since, until } = window
  const { rows } = await sql<LatestPrice>`
    select c.variant_id, c.competitor, c.price_minor, c.captured_at
    from competitor_prices c join (
      select variant_id, competitor, max(captured_at) as captured_at from competitor_prices
      where ${isOneOf(db, 'variantId', variantIds)} and currency = ${currency}
        and captured_at >= ${since} and captured_at <= ${until}
      group by variant_id, competitor) newest
      on newest.variant_id = c.variant_id and newest.competitor = c.competitor
        and newest.captured_at = c.captured_at
    where c.currency = ${currency}
    order by c.variant_id, c.competitor`.execute(db)
  const byVariant = new Map<string, LatestPrice[]>()
  for (const row of rows) {
    const prices = byVariant.get(row.variantId)
    if (prices) prices.push(row)
    else byVariant.set(row.variantId, [row])
  }
  return byVariant
}

/** Keeps what competitors asked; the same snapshot again replaces itself. */
export async function saveSnapshots(tx: Tx, rows: readonly CompetitorPriceRow[]): Promise<void> {
  await insertAll(tx, 'competitorPrices', rows, {
    on: ['variantId', 'currency', 'competitor', 'capturedAt'],
    update: ['priceMinor', 'createdAt']
  })
}

/** Drops what was captured before an instant. */
export async function dropSnapshots(tx: Tx, before: Instant): Promise<void> {
  await tx.deleteFrom('competitorPrices').where('capturedAt', '<', before).execute()
}
