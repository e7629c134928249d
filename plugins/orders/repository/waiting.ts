import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'

/** Whether a line waits for no more of a variant than there is now: one look into a small index. */
export async function isAwaited(
  db: Reader,
  stock: readonly { variantId: string; available: number }[]
): Promise<boolean> {
  if (stock.length === 0) return false
  const { rows } = await sql`select 1 as one
    from ${rowsFrom(db, 'stock', { variantId: 'text', available: 'integer' }, stock)}
    join order_exceptions on order_exceptions.variant_id = stock.variant_id
    where order_exceptions.state = 'open' and order_exceptions.kind = 'short_stock'
      and order_exceptions.quantity <= stock.available limit 1`.execute(db)
  return rows.length > 0
}

export interface WaitingLine {
  id: string
  orderId: string
  variantId: string
  quantity: number
}

/** Lines that are short, in the order they fell short, from after one of them. */
export async function waitingLines(
  db: Reader,
  { after, limit }: { after: string; limit: number }
): Promise<WaitingLine[]> {
  const { rows } = await sql<WaitingLine>`select id, order_id, variant_id, quantity
    from order_exceptions
    where state = 'open' and kind = 'short_stock' and id > ${after}
    order by id limit ${limit}`.execute(db)
  return rows
}

/** Orders that should have left by now and of which nobody was told yet. */
export async function findLateIds(tx: Tx, limit: number): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from orders
    where ship_by is not null and ship_by < ${tx.now}
      and state in ('paid', 'allocated', 'partially_shipped')
      and not exists (select 1 from order_exceptions
        where order_exceptions.order_id = orders.id and order_exceptions.kind = 'late'
          and (order_exceptions.state = 'open' or order_exceptions.opened_at > orders.ship_by))
    order by ship_by limit ${limit}`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Orders placed here before an instant that nobody has paid, or whose payments were given back. */
export async function findUnpaidIds(
  tx: Tx,
  { channelId, before, limit }: { channelId: string; before: string; limit: number }
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`select id from orders
    where state = 'awaiting_payment' and channel_id = ${channelId} and paid_minor <= refunded_minor
      and created_at < ${before}
    order by placed_at limit ${limit}`.execute(tx)
  return rows.map(({ id }) => id)
}

/** Which of these variants order lines name, by SKU. */
export async function orderedSkus(
  db: Reader,
  variants: readonly { id: string; sku: string }[]
): Promise<string[]> {
  const { rows } = await sql<{ sku: string }>`select distinct sku from order_lines
    where ${isOneOf(
      db,
      'sku',
      variants.map(({ sku }) => sku)
    )}
      and ${isOneOf(
        db,
        'variantId',
        variants.map(({ id }) => id)
      )}`.execute(db)
  return rows.map(({ sku }) => sku)
}
