import { type RawBuilder, sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf, rowsFrom } from '#core/database/rows'
import type { SoldInQuery, SoldSum } from '../api.ts'

/** Amounts without the part of canceled units, rounded half-up as `sold` does; in steps that never overflow. */
function left(column: 'total_minor' | 'tax_minor'): RawBuilder<number> {
  const amount = sql.raw(`l.${column}`)
  return sql`case when l.canceled_quantity = 0 then ${amount}
    else (${amount} / l.quantity) * (l.quantity - l.canceled_quantity)
      + ((${amount} % l.quantity) * (l.quantity - l.canceled_quantity) * 2 + l.quantity)
        / (l.quantity * 2) end`
}

/** See `OrdersService.soldIn`. */
export async function soldIn(
  db: Reader,
  { periods, currency, skus }: SoldInQuery
): Promise<SoldSum[]> {
  const columns = { place: 'integer', fromAt: 'text', toAt: 'text' } as const
  const spans = periods.map(({ from, to }, place) => ({ place, fromAt: from, toAt: to }))
  const { rows } = await sql<Record<'place' | keyof SoldSum, string | number>>`
    select span.place, count(distinct coalesce(o.split_from, o.id)) as orders,
      sum(l.quantity - l.canceled_quantity) as units,
      sum(${left('total_minor')} - case
        when o.total_minor = o.subtotal_minor - o.discount_minor + o.shipping_minor
        then ${left('tax_minor')} else 0 end) as net_minor
    from ${rowsFrom(db, 'span', columns, spans)}
    join orders o on o.placed_at >= span.from_at and o.placed_at < span.to_at
    join order_lines l on l.order_id = o.id
    where o.currency = ${currency} and o.state not in ('draft', 'canceled', 'closed')
      and o.merged_into is null and l.quantity > l.canceled_quantity
      and ${isOneOf(db, 'l.sku', skus)}
    group by span.place`.execute(db)
  const byPlace = new Map(rows.map((row) => [Number(row.place), row]))
  return periods.map((_, place) => {
    const row = byPlace.get(place)
    return {
      orders: Number(row?.orders ?? 0),
      units: Number(row?.units ?? 0),
      netMinor: Number(row?.netMinor ?? 0)
    }
  })
}
