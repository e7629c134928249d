import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Reader } from '#core/database/db'
import type { Instant } from '#core/time'
import type { SoldOrder, SoldQuery } from '#plugins/orders'
import { marginBps } from '../margin/contribution.ts'
import { modelsIn } from '../margin/models.ts'
import type { PricingScope } from '../scope.ts'
import type { AfterOrder, SimulatedChange, SoldPage } from './change.ts'
import { addOrder, asSold, emptySums, marginsOf, type SkuSums, type Sums } from './sums.ts'

/** Orders read at once, and reckoned before others get their turn: a few milliseconds. */
const pageSize = 200
const turnSize = 20
const worstMax = 10

/** Which past orders a change is tried on. */
export interface SimulatedOrders {
  from: Instant
  /** Exclusive. */
  to: Instant
  currency: string
  channelId: string | null
  ordersMax: number
}

/** What is gathered over all orders. */
interface Gathered {
  orders: number
  touched: number
  units: number
  unitsWithoutCost: number
  before: Sums
  after: Sums
  skusBefore: Map<string, SkuSums>
  skusAfter: Map<string, SkuSums>
  touchedSkus: Set<string>
}

/**
 * Says what a change would have done to past orders, if the same units had been sold. Reads orders in pages and gives
 * everybody else their turn between a few of them; a constant number of queries a page.
 */
export async function simulate(
  db: Reader,
  { catalog, orders }: PricingScope['parts'],
  asked: SimulatedOrders,
  change: SimulatedChange
) {
  const models = await modelsIn(db, asked.currency)
  const all: Gathered = {
    orders: 0,
    touched: 0,
    units: 0,
    unitsWithoutCost: 0,
    before: emptySums(),
    after: emptySums(),
    skusBefore: new Map(),
    skusAfter: new Map(),
    touchedSkus: new Set()
  }
  let after: SoldQuery['after'] = null
  let isMore = true
  while (isMore && all.orders < asked.ordersMax) {
    const limit = Math.min(pageSize, asked.ordersMax - all.orders)
    const { from, to, currency, channelId } = asked
    const sold: SoldOrder[] = await orders.sold(db, { from, to, currency, channelId, after, limit })
    const ids = sold.flatMap(({ lines }) => lines.flatMap(({ variantId }) => variantId ?? []))
    const pricing = await catalog.pricingOf(db, [...new Set([...ids, ...change.variantIds])])
    const page = { orders: sold, currency, pricing, models }
    await gatherPage(all, page, await change.prepare(db, page))
    const last = sold.at(-1)
    after = last ? { placedAt: last.placedAt, orderId: last.orderId } : after
    isMore = sold.length === limit
  }
  return { ...answerOf(all), isTruncated: isMore, hasModel: models.size > 0 }
}

async function gatherPage(
  all: Gathered,
  page: SoldPage,
  reckon: (order: SoldOrder) => AfterOrder
): Promise<void> {
  for (const [index, order] of page.orders.entries()) {
    if (index % turnSize === turnSize - 1) await nextTurn()
    const before = asSold(order)
    const after = reckon(order)
    all.orders += 1
    for (const { quantity } of order.lines) all.units += quantity
    all.unitsWithoutCost += addOrder(all.before, all.skusBefore, order, before, page)
    addOrder(all.after, all.skusAfter, order, after, page)
    const changed = order.lines.filter((_, at) => after.totalsMinor[at] !== before.totalsMinor[at])
    for (const { sku } of changed) all.touchedSkus.add(sku)
    const isTouched =
      changed.length > 0 || after.gifts.length > 0 || after.shippingDiscountMinor > 0
    if (isTouched) all.touched += 1
  }
}

function answerOf(all: Gathered) {
  const { orders, touched, units, unitsWithoutCost, before, after } = all
  return {
    orders,
    touched,
    units,
    unitsWithoutCost,
    before: { revenueMinor: before.revenueMinor, margins: marginsOf(before) },
    after: { revenueMinor: after.revenueMinor, margins: marginsOf(after) },
    worst: worstOf(all)
  }
}

/** Touched SKUs with the lowest margins they would have had. */
function worstOf({ skusBefore, skusAfter, touchedSkus }: Gathered) {
  const rows = [...touchedSkus].flatMap((sku) => {
    const was = skusBefore.get(sku)
    const is = skusAfter.get(sku)
    if (!was || !is) return []
    return [
      {
        sku,
        units: is.units,
        cm3Minor: is.cm3Minor,
        beforeBps: marginBps(was.cm3Minor, was.netSalesMinor),
        afterBps: marginBps(is.cm3Minor, is.netSalesMinor)
      }
    ]
  })
  // Without any sales left there is no margin: that is the worst.
  const rank = (bps: number | null) => bps ?? Number.NEGATIVE_INFINITY
  return rows
    .sort((a, b) => {
      const [left, right] = [rank(a.afterBps), rank(b.afterBps)]
      if (left !== right) return left < right ? -1 : 1
      return a.sku < b.sku ? -1 : 1
    })
    .slice(0, worstMax)
}
