import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { rowsFrom } from '#core/database/rows'
import type { UnitsSoldAsk } from '../api.ts'

/** See `OrdersService.unitsSold`. */
export async function unitsSold(db: Reader, asks: readonly UnitsSoldAsk[]): Promise<number[]> {
  const columns = {
    place: 'integer',
    sku: 'text',
    channelId: 'text',
    fromAt: 'text',
    toAt: 'text'
  } as const
  const cells = asks.map(({ sku, channelId, from, to }, place) => ({
    ...{ place, sku, channelId, fromAt: from, toAt: to }
  }))
  const { rows } = await sql<{ place: string | number; units: string | number }>`
    select ask.place, sum(l.quantity - l.canceled_quantity) as units
    from ${rowsFrom(db, 'ask', columns, cells)}
    join order_lines l on l.sku = ask.sku join orders o on o.id = l.order_id
    where o.placed_at >= ask.from_at and o.placed_at < ask.to_at
      and (ask.channel_id is null or o.channel_id = ask.channel_id)
      and o.state not in ('draft', 'canceled', 'closed') and o.merged_into is null
      and l.quantity > l.canceled_quantity
    group by ask.place`.execute(db)
  const units = asks.map(() => 0)
  for (const row of rows) units[Number(row.place)] = Number(row.units)
  return units
}
