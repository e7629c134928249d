import { turn } from '#core/pages'
import type { Clock, Instant } from '#core/time'
import type { SoldOrder, SoldQuery } from '#plugins/orders'
import { marginBps } from '../margin/contribution.ts'
import { modelsIn } from '../margin/models.ts'
import type { PricingScope } from '../scope.ts'
import type { AfterOrder, SimulatedChange, SoldPage } from './change.ts'
import { addOrder, emptySums, marginsOf, type Sides } from './sums.ts'

/** Orders read at once. */
const pageSize = 100
/** How long orders are reckoned before others get their turn. */
const turnMs = 10
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
interface Gathered extends Sides {
  orders: number
  touched: number
  units: number
  unitsWithoutCost: number
  touchedSkus: Set<string>
}

/**
 * Says what a change would have done to past orders, if the same units had been sold. Reads orders in pages and gives
 * everybody else their turn every few milliseconds; a constant number of queries a page.
 */
export async function simulate(
  { db, clock }: Pick<PricingScope['ctx'], 'db' | 'clock'>,
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
    before: { sums: emptySums(), bySku: new Map() },
    after: { sums: emptySums(), bySku: new Map() },
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
    await gatherPage(all, page, await change.prepare(db, page), clock)
    const last = sold.at(-1)
    after = last ? { placedAt: last.placedAt, orderId: last.orderId } : after
    isMore = sold.length === limit
  }
  return { ...answerOf(all), isTruncated: isMore, hasModel: models.size > 0 }
}

async function gatherPage(
  all: Gathered,
  page: SoldPage,
  reckon: (order: SoldOrder) => AfterOrder,
  clock: Clock
): Promise<void> {
  let sinceMs = clock.monotonicMs()
  for (const order of page.orders) {
    if (clock.monotonicMs() - sinceMs >= turnMs) {
      await turn()
      sinceMs = clock.monotonicMs()
    }
    const after = reckon(order)
    all.orders += 1
    for (const { quantity } of order.lines) all.units += quantity
    all.unitsWithoutCost += addOrder(all, order, after, page)
    const changed = order.lines.filter(
      ({ totalMinor }, index) => after.totalsMinor[index] !== totalMinor
    )
    for (const { sku } of changed) all.touchedSkus.add(sku)
    const isTouched =
      changed.length > 0 || after.gifts.length > 0 || after.shippingDiscountMinor > 0
    if (isTouched) all.touched += 1
  }
  await turn()
}

function answerOf(all: Gathered) {
  const { orders, touched, units, unitsWithoutCost, before, after } = all
  return {
    orders,
    touched,
    units,
    unitsWithoutCost,
    before: { revenueMinor: before.sums.revenueMinor, margins: marginsOf(before.sums) },
    after: { revenueMinor: after.sums.revenueMinor, margins: marginsOf(after.sums) },
    worst: worstOf(all)
  }
}

/** Touched SKUs with the lowest margins they would have had. */
function worstOf({ before, after, touchedSkus }: Gathered) {
  const rows = [...touchedSkus].flatMap((sku) => {
    const was = before.bySku.get(sku)
    const is = after.bySku.get(sku)
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
