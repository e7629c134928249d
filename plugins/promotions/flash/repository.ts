import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf, rowsFrom } from '#core/database/rows'
import type { Tx } from '#core/transaction'
import type { FlashStockRow, FlashTakeRow } from './tables.ts'

/** Units of a SKU at one promotion. */
export interface FlashUnits {
  promotionId: string
  sku: string
  units: number
}

const unitColumns = { promotionId: 'text', sku: 'text', units: 'integer' } as const

/** Units of promotions: one query. */
export async function selectStock(
  db: Reader,
  promotionIds: readonly string[]
): Promise<FlashStockRow[]> {
  return db
    .selectFrom('flashStock')
    .selectAll()
    .where(isOneOf(db, 'promotionId', promotionIds))
    .orderBy('promotionId')
    .orderBy('sku')
    .execute()
}

/** Units of promotions about to be changed, locked in the order of their keys. */
export async function lockStock(tx: Tx, promotionIds: readonly string[]): Promise<FlashStockRow[]> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update' : '')
  const { rows } = await sql<FlashStockRow>`
    select * from flash_stock where ${isOneOf(tx, 'promotionId', promotionIds)}
    order by promotion_id, sku ${lock}`.execute(tx)
  return rows
}

/** Writes how many units there are of each SKU; what is taken stays. */
export async function saveQuantities(
  tx: Tx,
  promotionId: string,
  quantities: ReadonlyMap<string, number>
): Promise<void> {
  await insertAll(
    tx,
    'flashStock',
    [...quantities].map(([sku, quantity]) => ({
      promotionId,
      sku,
      quantity,
      taken: 0,
      reservationId: null,
      heldUntil: null
    })),
    { on: ['promotionId', 'sku'], update: ['quantity'] }
  )
}

/** Names the reservation that locks what is left of a promotion; null: none. */
export async function setHold(
  tx: Tx,
  promotionId: string,
  hold: Pick<FlashStockRow, 'reservationId' | 'heldUntil'>
): Promise<void> {
  await tx.updateTable('flashStock').set(hold).where('promotionId', '=', promotionId).execute()
}

/** Takes units while there are any: one conditional statement. Returns those it could not take. */
export async function takeUnits(tx: Tx, takes: readonly FlashUnits[]): Promise<FlashUnits[]> {
  const { rows } = await sql<{ promotionId: string; sku: string }>`
    update flash_stock set taken = flash_stock.taken + take.units
    from ${rowsFrom(tx, 'take', unitColumns, takes)}
    where flash_stock.promotion_id = take.promotion_id and flash_stock.sku = take.sku
      and reservation_id is not null and flash_stock.taken + take.units <= quantity
    returning flash_stock.promotion_id, flash_stock.sku`.execute(tx)
  const taken = new Set(rows.map(({ promotionId, sku }) => `${promotionId} ${sku}`))
  return takes.filter(({ promotionId, sku }) => !taken.has(`${promotionId} ${sku}`))
}

/** Gives units of orders that are over back. */
export async function returnUnits(tx: Tx, returns: readonly FlashUnits[]): Promise<void> {
  await sql`
    update flash_stock set taken = flash_stock.taken - back.units
    from ${rowsFrom(tx, 'back', unitColumns, returns)}
    where flash_stock.promotion_id = back.promotion_id and flash_stock.sku = back.sku`.execute(tx)
}

/**
 * Counts units under each key of a customer, while the cap allows it: one conditional statement, rows in a stable order.
 * Returns the first it does not allow; undefined: all is well.
 */
export async function takeOfCustomer<
  Take extends FlashUnits & { customerKey: string; cap: number }
>(tx: Tx, takes: readonly Take[]): Promise<Take | undefined> {
  const columns = { ...unitColumns, customerKey: 'text', cap: 'integer' } as const
  const cells = takes.map(({ promotionId, sku, units, customerKey, cap }) => ({
    promotionId,
    sku,
    units,
    customerKey,
    cap
  }))
  const { rows } = await sql<{ promotionId: string; kind: string; customerKey: string }>`
    insert into promotion_customer_uses (promotion_id, kind, customer_key, uses, uses_max)
    select promotion_id, 'flash:' || sku, customer_key, units, cap
    from ${rowsFrom(tx, 'take', columns, cells)}
    where units <= cap order by promotion_id, sku, customer_key
    on conflict (promotion_id, kind, customer_key) do update
      set uses = promotion_customer_uses.uses + excluded.uses, uses_max = excluded.uses_max
      where promotion_customer_uses.uses + excluded.uses <= excluded.uses_max
    returning promotion_id, kind, customer_key`.execute(tx)
  const taken = new Set(rows.map((row) => `${row.promotionId} ${row.kind} ${row.customerKey}`))
  return takes.find(
    ({ promotionId, sku, customerKey }) => !taken.has(`${promotionId} flash:${sku} ${customerKey}`)
  )
}

/** Units that somebody has, by whichever way of knowing them says most: one query. */
export async function selectBought(
  db: Reader,
  promotionIds: readonly string[],
  customerKeys: readonly string[]
): Promise<FlashUnits[]> {
  const { rows } = await sql<{ promotionId: string; kind: string; units: number }>`
    select promotion_id, kind, max(uses) as units from promotion_customer_uses
    where kind like 'flash:%' and ${isOneOf(db, 'promotionId', promotionIds)}
      and ${isOneOf(db, 'customerKey', customerKeys)}
    group by promotion_id, kind`.execute(db)
  return rows.map(({ promotionId, kind, units }) => ({
    promotionId,
    sku: kind.slice('flash:'.length),
    units
  }))
}

/** Units that orders have at flash prices and have not given back. */
export async function selectTakes(
  db: Reader,
  orderIds: readonly string[]
): Promise<FlashTakeRow[]> {
  return db
    .selectFrom('flashTakes')
    .selectAll()
    .where(isOneOf(db, 'orderId', orderIds))
    .where('isReturned', '=', 0)
    .orderBy('promotionId')
    .orderBy('sku')
    .execute()
}

/** Takes units of orders that are over off their customers, and forgets the keys. */
export async function returnOfCustomers(tx: Tx, orderIds: readonly string[]): Promise<void> {
  const back = sql`(select k.promotion_id, 'flash:' || t.sku as kind, k.customer_key,
      sum(t.units) as units
    from flash_use_keys k
    join flash_takes t on t.order_id = k.order_id and t.promotion_id = k.promotion_id
    where ${isOneOf(tx, 'k.order_id', orderIds)}
    group by k.promotion_id, t.sku, k.customer_key)`
  if (tx.dialect === 'postgres') {
    await sql`select 1 from promotion_customer_uses u join ${back} back
      on u.promotion_id = back.promotion_id and u.kind = back.kind
        and u.customer_key = back.customer_key
      order by u.promotion_id, u.kind, u.customer_key for update of u`.execute(tx)
  }
  await sql`
    update promotion_customer_uses set uses = promotion_customer_uses.uses - back.units
    from ${back} as back
    where promotion_customer_uses.promotion_id = back.promotion_id
      and promotion_customer_uses.kind = back.kind
      and promotion_customer_uses.customer_key = back.customer_key`.execute(tx)
  await tx
    .deleteFrom('flashUseKeys')
    .where(isOneOf(tx, 'orderId', orderIds))
    .execute()
}

/** The keys under which units of an order count for its customer. */
export async function selectKeys(
  db: Reader,
  orderId: string
): Promise<{ promotionId: string; customerKey: string }[]> {
  return db
    .selectFrom('flashUseKeys')
    .select(['promotionId', 'customerKey'])
    .where('orderId', '=', orderId)
    .orderBy('promotionId')
    .orderBy('customerKey')
    .execute()
}

/** Takes units off a customer, under each key; locked in the order in which they are taken. */
export async function returnOfCustomer(
  tx: Tx,
  returns: readonly (FlashUnits & { customerKey: string })[]
): Promise<void> {
  if (returns.length === 0) return
  const columns = { ...unitColumns, customerKey: 'text' } as const
  const cells = returns.map(({ promotionId, sku, units, customerKey }) => ({
    ...{ promotionId, sku, units, customerKey }
  }))
  const back = rowsFrom(tx, 'back', columns, cells)
  if (tx.dialect === 'postgres') {
    await sql`select 1 from promotion_customer_uses u join ${back}
      on u.promotion_id = back.promotion_id and u.kind = 'flash:' || back.sku
        and u.customer_key = back.customer_key
      order by u.promotion_id, u.kind, u.customer_key for update of u`.execute(tx)
  }
  await sql`
    update promotion_customer_uses set uses = promotion_customer_uses.uses - back.units
    from ${back}
    where promotion_customer_uses.promotion_id = back.promotion_id
      and promotion_customer_uses.kind = 'flash:' || back.sku
      and promotion_customer_uses.customer_key = back.customer_key`.execute(tx)
}

/** Writes how many units orders have at flash prices. */
export async function saveTakes(
  tx: Tx,
  takes: readonly Omit<FlashTakeRow, 'isReturned'>[]
): Promise<void> {
  const rows = takes.map((take) => ({ ...take, isReturned: 0 }))
  await insertAll(tx, 'flashTakes', rows, {
    on: ['orderId', 'promotionId', 'sku'],
    update: ['units', 'isReturned']
  })
}

/** Marks that units of orders are at hand again. */
export async function markReturned(
  tx: Tx,
  returned: readonly Pick<FlashTakeRow, 'orderId' | 'promotionId' | 'sku'>[]
): Promise<void> {
  const columns = { orderId: 'text', promotionId: 'text', sku: 'text' } as const
  const cells = returned.map(({ orderId, promotionId, sku }) => ({ orderId, promotionId, sku }))
  await sql`
    update flash_takes set is_returned = 1
    from ${rowsFrom(tx, 'back', columns, cells)}
    where flash_takes.order_id = back.order_id and flash_takes.promotion_id = back.promotion_id
      and flash_takes.sku = back.sku`.execute(tx)
}
