import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { insertAll, isOneOf } from '#core/database/rows'
import type { Instant } from '#core/time'
import type { Tx } from '#core/transaction'
import type { RecommendationRunRow } from './tables.ts'

/** Orders of more products are left out of pairs: what somebody buys for a whole shop is not bought together. */
export const productsMax = 200

/** Others that are kept for a product. */
export const othersMax = 20

export async function insertRun(tx: Tx, row: RecommendationRunRow): Promise<void> {
  await insertAll(tx, 'recommendationRuns', [row])
}

/** Says of runs that did not come to their end that they will not. */
export async function retireUnfinished(tx: Tx): Promise<void> {
  await tx
    .updateTable('recommendationRuns')
    .set({ state: 'outdated' })
    .where('state', '=', 'building')
    .execute()
}

/** Keeps a run from being overtaken until this transaction ends; false: it was. */
export async function holdRun(tx: Tx, id: string): Promise<boolean> {
  const lock = sql.raw(tx.dialect === 'postgres' ? 'for update' : '')
  const { rows } = await sql`select id from recommendation_runs
    where id = ${id} and state = 'building' ${lock}`.execute(tx)
  return rows.length > 0
}

/** Makes a run the one that is answered, if it still counts. */
export async function finishRun(tx: Tx, id: string): Promise<void> {
  if (!(await holdRun(tx, id))) return
  await sql`update recommendation_runs set state = 'outdated' where state = 'current'`.execute(tx)
  await sql`update recommendation_runs set state = 'current', finished_at = ${tx.now}
    where id = ${id}`.execute(tx)
}

/** Orders that count and were placed since an instant, by id: those after one, at most a limit. */
export async function orderIdsAfter(
  db: Reader,
  from: Instant,
  { after, limit }: { after: string; limit: number }
): Promise<string[]> {
  const { rows } = await sql<{ orderId: string }>`
    select order_id from crm_order_facts
    where counts = 1 and placed_at >= ${from} and order_id > ${after}
    order by order_id limit ${limit}`.execute(db)
  return rows.map(({ orderId }) => orderId)
}

/** Writes down which products orders have bought, canceled units left out; what was split from an order is in it. */
export async function insertBaskets(
  tx: Tx,
  runId: string,
  orderIds: readonly string[]
): Promise<void> {
  if (orderIds.length === 0) return
  await sql`
    insert into recommendation_baskets (run_id, order_id, product_id, products)
    select cast(${runId} as text), order_id, product_id, count(*) over (partition by order_id)
    from (
      select distinct coalesce(o.split_from, o.id) as order_id, v.product_id
      from orders o join order_lines l on l.order_id = o.id join variants v on v.id = l.variant_id
      where ${isOneOf(tx, 'o.id', orderIds)} and l.quantity > l.canceled_quantity) as bought
    where true
    on conflict (run_id, order_id, product_id) do nothing`.execute(tx)
}

export async function countOrders(tx: Tx, runId: string): Promise<void> {
  await sql`
    update recommendation_runs set orders = (
      select count(distinct order_id) from recommendation_baskets
      where run_id = ${runId} and products <= ${productsMax})
    where id = ${runId}`.execute(tx)
}

export async function countProducts(tx: Tx, runId: string): Promise<void> {
  await sql`
    insert into recommendation_products (run_id, product_id, orders)
    select cast(${runId} as text), product_id, count(*) from recommendation_baskets
    where run_id = ${runId} and products <= ${productsMax} group by product_id`.execute(tx)
}

/** Products with enough orders, by id: those after one, at most a limit. */
export async function productsAfter(
  db: Reader,
  runId: string,
  { after, limit, ordersMin }: { after: string; limit: number; ordersMin: number }
): Promise<string[]> {
  const { rows } = await sql<{ productId: string }>`
    select product_id from recommendation_products
    where run_id = ${runId} and product_id > ${after} and orders >= ${ordersMin}
    order by product_id limit ${limit}`.execute(db)
  return rows.map(({ productId }) => productId)
}

/**
 * Counts what products are bought together with, and keeps the best: lift = orders with both × orders / (orders with one ×
 * orders with the other), above 1; of equal lift more orders, then the id. One statement.
 */
export async function insertPairs(
  tx: Tx,
  runId: string,
  { productIds, ordersMin }: { productIds: readonly string[]; ordersMin: number }
): Promise<void> {
  if (productIds.length === 0) return
  const apart = sql`own.orders * other.orders`
  const together = sql`counted.both_orders * run.orders`
  await sql`
    insert into recommendation_pairs (run_id, product_id, place, other_id, orders, lift_bps)
    select cast(${runId} as text), product_id, place, other_id, both_orders, lift_bps from (
      select counted.product_id, counted.other_id, counted.both_orders,
        (20000 * ${together} + ${apart}) / (2 * ${apart}) as lift_bps,
        row_number() over (partition by counted.product_id
          order by cast(counted.both_orders as double precision) / other.orders desc,
            counted.both_orders desc, counted.other_id) as place
      from (
        select a.product_id, b.product_id as other_id, count(*) as both_orders
        from recommendation_baskets a join recommendation_baskets b
          on b.run_id = a.run_id and b.order_id = a.order_id and b.product_id <> a.product_id
        where a.run_id = ${runId} and a.products <= ${productsMax} and b.products <= ${productsMax}
          and ${isOneOf(tx, 'a.product_id', productIds)}
        group by a.product_id, b.product_id having count(*) >= ${ordersMin}) as counted
      join recommendation_runs run on run.id = ${runId}
      join recommendation_products own
        on own.run_id = run.id and own.product_id = counted.product_id
      join recommendation_products other
        on other.run_id = run.id and other.product_id = counted.other_id
      where ${together} > ${apart}) as ranked
    where place <= ${othersMax}`.execute(tx)
}

export async function outdatedRuns(db: Reader): Promise<string[]> {
  const rows = await db
    .selectFrom('recommendationRuns')
    .select('id')
    .where('state', '=', 'outdated')
    .orderBy('id')
    .execute()
  return rows.map(({ id }) => id)
}

/** Drops baskets of some orders of a run; returns whether there may be more. */
export async function dropBaskets(tx: Tx, runId: string, limit: number): Promise<boolean> {
  const { rows } = await sql<{ orderId: string }>`
    select distinct order_id from recommendation_baskets where run_id = ${runId}
    order by order_id limit ${limit}`.execute(tx)
  const ids = rows.map(({ orderId }) => orderId)
  if (ids.length === 0) return false
  await tx
    .deleteFrom('recommendationBaskets')
    .where('runId', '=', runId)
    .where(isOneOf(tx, 'orderId', ids))
    .execute()
  return ids.length === limit
}

/** Drops what is left of a run. */
export async function dropRun(tx: Tx, runId: string): Promise<void> {
  await tx.deleteFrom('recommendationPairs').where('runId', '=', runId).execute()
  await tx.deleteFrom('recommendationProducts').where('runId', '=', runId).execute()
  await tx.deleteFrom('recommendationRuns').where('id', '=', runId).execute()
}
