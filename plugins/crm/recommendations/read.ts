import { sql } from 'kysely'
import type { Reader } from '#core/database/db'
import { isOneOf } from '#core/database/rows'
import { NotFound } from '#core/http/errors'
import { ratioOf } from '#core/money'
import type { Instant } from '#core/time'
import type { InventoryService } from '#plugins/inventory'
import { assertLiving } from '../customers/living.ts'
import { findCustomer } from '../customers/repository/customers.ts'
import { buyAgain, type Purchase } from './buy-again.ts'
import type { RecommendationRunRow } from './tables.ts'

/** Products of a customer's that are looked at, those bought last. */
const purchasesMax = 2000

interface Pair {
  productId: string
  otherId: string
  orders: number
  liftBps: number
}

/** A product that is offered with another one. */
export interface Recommendation {
  productId: string
  title: string
  /** The product that it is bought together with. */
  becauseOf: string
  ordersTogether: number
  supportBps: number
  liftBps: number
}

/**
 * What is bought together with a product, the best first; what is not offered or out of stock is left out. Errors:
 * NOT_FOUND. Four queries.
 */
export async function recommendFor(
  db: Reader,
  inventory: InventoryService | undefined,
  { productId, limit }: { productId: string; limit: number }
): Promise<{ asOf: Instant | null; data: Recommendation[] }> {
  const product = await sql`select id from products where id = ${productId}`.execute(db)
  if (product.rows.length === 0) throw new NotFound({ what: 'product', id: productId })
  const run = await currentRun(db)
  if (!run) return { asOf: null, data: [] }
  const pairs = await pairsOf(db, run.id, [productId])
  const titles = await offered(
    db,
    inventory,
    pairs.map(({ otherId }) => otherId)
  )
  return { asOf: run.finishedAt, data: present(pairs, { run, titles, limit }) }
}

/**
 * What a customer may like, by what is bought together with what they bought, and what they may want again. Errors:
 * NOT_FOUND, CUSTOMER_MERGED, CUSTOMER_ERASED. Six queries.
 */
export async function recommendTo(
  db: Reader,
  inventory: InventoryService | undefined,
  { customerId, limit, now }: { customerId: string; limit: number; now: Instant }
) {
  assertLiving(await findCustomer(db, customerId), customerId)
  const run = await currentRun(db)
  if (!run) return { asOf: null, forYou: [], buyAgain: [] }
  const purchases = await purchasesOf(db, run.id, customerId)
  const own = new Set(purchases.map(({ productId }) => productId))
  const pairs = bestEach(await pairsOf(db, run.id, [...own])).filter((one) => !own.has(one.otherId))
  const again = buyAgain(purchases, now)
  const ids = [...pairs.map(({ otherId }) => otherId), ...again.map(({ productId }) => productId)]
  const titles = await offered(db, inventory, [...new Set(ids)])
  return {
    asOf: run.finishedAt,
    forYou: present(pairs, { run, titles, limit }),
    buyAgain: again
      .filter(({ productId }) => titles.has(productId))
      .slice(0, limit)
      .map((one) => ({ ...one, title: titles.get(one.productId)!, isDue: one.dueAt <= now }))
  }
}

async function currentRun(db: Reader): Promise<RecommendationRunRow | undefined> {
  return db
    .selectFrom('recommendationRuns')
    .selectAll()
    .where('state', '=', 'current')
    .executeTakeFirst()
}

async function pairsOf(db: Reader, runId: string, productIds: readonly string[]): Promise<Pair[]> {
  if (productIds.length === 0) return []
  return db
    .selectFrom('recommendationPairs')
    .select(['productId', 'otherId', 'orders', 'liftBps'])
    .where('runId', '=', runId)
    .where(isOneOf(db, 'productId', productIds))
    .orderBy('liftBps', 'desc')
    .orderBy('orders', 'desc')
    .orderBy('otherId')
    .orderBy('productId')
    .execute()
}

/** Of each product only what it goes best with. */
function bestEach(pairs: readonly Pair[]): Pair[] {
  const known = new Set<string>()
  return pairs.filter(({ otherId }) => !known.has(otherId) && known.add(otherId))
}

async function purchasesOf(db: Reader, runId: string, customerId: string): Promise<Purchase[]> {
  const { rows } = await sql<Purchase>`
    select basket.product_id, fact.placed_at
    from crm_order_facts fact join recommendation_baskets basket
      on basket.run_id = ${runId} and basket.order_id = fact.order_id
    where fact.customer_id = ${customerId} and fact.counts = 1
    order by fact.placed_at desc, fact.order_id, basket.product_id limit ${purchasesMax}`.execute(
    db
  )
  return rows
}

/** Titles of those of these products that are live and have something to sell. Two queries. */
async function offered(
  db: Reader,
  inventory: InventoryService | undefined,
  productIds: readonly string[]
): Promise<Map<string, string>> {
  if (productIds.length === 0) return new Map()
  const { rows } = await sql<{ id: string; title: string; variantId: string; isTracked: number }>`
    select product.id, product.title, variant.id as variant_id, variant.is_tracked
    from products product join variants variant on variant.product_id = product.id
    where ${isOneOf(db, 'product.id', productIds)} and product.lifecycle = 'live'`.execute(db)
  const tracked = rows.filter(({ isTracked }) => isTracked === 1).map(({ variantId }) => variantId)
  const available = await inventory?.available(db, tracked)
  const hasUnits = ({ variantId, isTracked }: { variantId: string; isTracked: number }) =>
    isTracked === 0 || available === undefined || (available.get(variantId) ?? 0) > 0
  return new Map(rows.filter(hasUnits).map(({ id, title }) => [id, title]))
}

function present(
  pairs: readonly Pair[],
  {
    run,
    titles,
    limit
  }: { run: RecommendationRunRow; titles: ReadonlyMap<string, string>; limit: number }
): Recommendation[] {
  return pairs
    .filter(({ otherId }) => titles.has(otherId))
    .slice(0, limit)
    .map(({ productId, otherId, orders, liftBps }) => ({
      productId: otherId,
      title: titles.get(otherId)!,
      becauseOf: productId,
      ordersTogether: orders,
      supportBps: ratioOf(orders, 10_000, Math.max(1, run.orders)),
      liftBps
    }))
}
