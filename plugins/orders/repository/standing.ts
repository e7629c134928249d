import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import type { OrderStanding } from '../api.ts'
import { channelLineId } from '../record.ts'
import { isDead } from '../states.ts'
import type { OrderLineRow, OrderRow } from '../tables.ts'

type Line = Pick<
  OrderLineRow,
  | 'id'
  | 'orderId'
  | 'externalId'
  | 'sourceOrderId'
  | 'sku'
  | 'variantId'
  | 'unitPriceMinor'
  | 'totalMinor'
  | 'discountMinor'
  | 'quantity'
  | 'fulfilledQuantity'
  | 'canceledQuantity'
> &
  Pick<OrderRow, 'state' | 'splitFrom' | 'currency'>

/** See `OrdersService.standing`. */
export async function standingOf(db: Reader, roots: readonly string[]): Promise<OrderStanding[]> {
  if (roots.length === 0) return []
  const groups = new Map<string, Map<string, Line[]>>(roots.map((id) => [id, new Map()]))
  for (const line of await linesBelow(db, roots)) {
    const group = groups.get(line.sourceOrderId ?? line.splitFrom ?? line.orderId)
    if (!group) continue
    const key = channelLineId(line)
    const known = group.get(key)
    if (known) known.push(line)
    else group.set(key, [line])
  }
  return roots.map((orderId) => {
    const parts = [...groups.get(orderId)!.values()]
    const lines = parts.map(sumLine)
    const isOver = lines.every(({ gone, quantity }) => gone === quantity)
    return { orderId, currency: parts[0]?.[0]?.currency ?? null, lines, isOver }
  })
}

/** See `OrdersService.placedAs`. */
export async function placedAs(db: Reader, orderIds: readonly string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select coalesce(split_from, id) as id from orders where ${isOneOf(db, 'id', orderIds)}
    union select source_order_id from order_lines
    where ${isOneOf(db, 'orderId', orderIds)} and source_order_id is not null
    order by 1`.execute(db)
  return rows.map(({ id }) => id)
}

/** Lines of orders, of those they were merged into, and of what was split from either. */
async function linesBelow(db: Reader, roots: readonly string[]): Promise<Line[]> {
  const { rows } = await sql<Line>`
    with homes as (
      select id from orders where ${isOneOf(db, 'id', roots)}
      union select merged_into from orders
      where ${isOneOf(db, 'id', roots)} and merged_into is not null)
    select l.id, l.order_id, l.external_id, l.source_order_id, l.sku, l.variant_id,
      l.unit_price_minor, l.total_minor, l.discount_minor, l.quantity, l.fulfilled_quantity,
      l.canceled_quantity, o.state, o.split_from, o.currency
    from orders o join order_lines l on l.order_id = o.id
    where o.id in (select id from homes) or o.split_from in (select id from homes)
    order by l.id`.execute(db)
  return rows
}

/** A line keeps its id where it was placed; the units that were split off have another. */
function sumLine(parts: readonly Line[]): OrderStanding['lines'][number] {
  const placed = parts.find(({ splitFrom }) => splitFrom === null) ?? parts[0]!
  const { id: lineId, sku, variantId, unitPriceMinor } = placed
  let netMinor = 0
  let quantity = 0
  let gone = 0
  for (const part of parts) {
    netMinor += netOf(part)
    quantity += part.quantity
    gone += isDead(part.state) ? part.quantity - part.fulfilledQuantity : part.canceledQuantity
  }
  gone = Math.min(gone, quantity)
  return { lineId, sku, variantId, unitPriceMinor, netMinor, quantity, gone }
}

/** A discount of the whole order is in the lines' discounts, and not in their totals. */
function netOf({ unitPriceMinor, quantity, totalMinor, discountMinor }: Line): number {
  return unitPriceMinor === null ? totalMinor : unitPriceMinor * quantity - discountMinor
}
