import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { rowsFrom } from '#core/database/rows'
import type { Instant } from '#core/time'

/** Whose lowest list prices are asked for, and over which spans. */
export interface LowestQuery {
  /** With the list price now; null: none. */
  prices: readonly { variantId: string; listMinor: number | null }[]
  currency: string
  /** Both ends belong to it. */
  spans: readonly { from: Instant; to: Instant }[]
}

interface Row {
  place: number
  variantId: string
  isKnown: number
  beforeMinor: number | null
  withinMinor: number | null
  oldMinor: number | null
}

/**
 * The lowest list prices of variants in spans of time, by the log of price changes: by variant, one a span in the same order;
 * null: it had none. One query, none without a span. A price that the log tells nothing of has always been what it is.
 */
export async function lowestListPrices(
  db: Reader,
  { prices, currency, spans }: LowestQuery
): Promise<Map<string, (number | null)[]>> {
  const lowest = new Map(prices.map(({ variantId }) => [variantId, spans.map(() => null)]))
  if (prices.length === 0 || spans.length === 0) return lowest
  const listOf = new Map(prices.map(({ variantId, listMinor }) => [variantId, listMinor]))
  for (const row of await readLog(db, prices, { currency, spans })) {
    const { isKnown, beforeMinor, withinMinor, oldMinor, variantId } = row
    const atStart = Number(isKnown) === 1 ? beforeMinor : oldMinor
    const isTold = Number(isKnown) === 1 || withinMinor !== null || oldMinor !== null
    const all = isTold ? [atStart, withinMinor] : [listOf.get(variantId) ?? null]
    const known = all.flatMap((price) => (price === null ? [] : [Number(price)]))
    const own = lowest.get(variantId)! as (number | null)[]
    own[Number(row.place)] = known.length === 0 ? null : Math.min(...known)
  }
  return lowest
}

/**
 * Of each variant and span: the price that the last change before it set, the lowest that a change in it set, and what the
 * first change after its beginning replaced.
 */
async function readLog(
  db: Reader,
  prices: LowestQuery['prices'],
  { currency, spans }: Pick<LowestQuery, 'currency' | 'spans'>
): Promise<Row[]> {
  const asked = prices.map(({ variantId }) => ({ variantId }))
  const cells = spans.map(({ from, to }, place) => ({ place, fromAt: from, toAt: to }))
  const own = sql`c.variant_id = v.variant_id and c.currency = ${currency}
    and c.applied_sequence is not null`
  const { rows } = await sql<Row>`
    select span.place, v.variant_id,
      case when exists (select 1 from price_changes c where ${own} and c.applied_at <= span.from_at)
        then 1 else 0 end as is_known,
      (select c.new_minor from price_changes c where ${own} and c.applied_at <= span.from_at
        order by c.applied_sequence desc limit 1) as before_minor,
      (select min(c.new_minor) from price_changes c where ${own}
        and c.applied_at > span.from_at and c.applied_at <= span.to_at) as within_minor,
      (select c.old_minor from price_changes c where ${own} and c.applied_at > span.from_at
        order by c.applied_sequence limit 1) as old_minor
    from ${rowsFrom(db, 'v', { variantId: 'text' }, asked)}
    cross join ${rowsFrom(db, 'span', { place: 'integer', fromAt: 'text', toAt: 'text' }, cells)}`.execute(
    db
  )
  return rows
}
