import { goods } from './launch.ts'
import type { Month, Row } from './shop.ts'

/*
 * What the engine says of campaigns and automations, reckoned once more from what the API tells of orders.
 */

/** Half up, as the engine rounds. */
export const half = (value: number) => Math.floor(value + 0.5)

interface Proportion {
  successes: number
  of: number
}

/** Wilson's bounds, in the form of a quadratic: (p̂ − p)² = z² p (1 − p) / n. */
function boundsOf({ successes, of }: Proportion): [number, number] {
  const z2 = 1.959963984540054 ** 2
  const rate = successes / of
  const [a, b, c] = [1 + z2 / of, -(2 * rate + z2 / of), rate * rate]
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c))
  return [(-b - root) / (2 * a), (-b + root) / (2 * a)]
}

/** Difference of two rates with Newcombe's interval, in basis points. */
export function differenceOf(one: Proportion, other: Proportion) {
  const [p, q] = [one.successes / one.of, other.successes / other.of]
  const [[low, high], [otherLow, otherHigh]] = [boundsOf(one), boundsOf(other)]
  const bps = (value: number) => half(value * 10_000)
  return {
    differenceBps: bps(p - q),
    lowBps: bps(p - q - Math.sqrt((p - low) ** 2 + (otherHigh - q) ** 2)),
    highBps: bps(p - q + Math.sqrt((high - p) ** 2 + (q - otherLow) ** 2)),
    relativeBps: bps((p - q) / q)
  }
}

/** What is left of an amount of a line once some of its units are canceled. */
export function leftOf(amountMinor: number, { quantity, canceledQuantity }: Row): number {
  return amountMinor - half((amountMinor * canceledQuantity) / quantity)
}

export const isStanding = ({ state }: Row) => state !== 'canceled' && state !== 'closed'

const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

/** What an order's lines come to, of some SKUs; what is canceled is left out. */
function linesOf(orders: readonly Row[], skus: readonly string[] = Object.keys(goods)) {
  const lines = orders
    .filter(isStanding)
    .flatMap(({ lines }) => lines)
    .filter(({ sku }) => skus.includes(sku))
  const units = ({ quantity, canceledQuantity }: Row) => quantity - canceledQuantity
  return {
    units: sum(lines.map(units)),
    grossMinor: sum(lines.map((line) => leftOf(line.unitPriceMinor * line.quantity, line))),
    netMinor: sum(lines.map((line) => leftOf(line.totalMinor, line))),
    costMinor: sum(
      lines.map((line) => units(line) * goods[line.sku as keyof typeof goods].costMinor)
    )
  }
}

/** What SKUs sold in orders of a span of time. */
function salesOf(orders: readonly Row[], skus: readonly string[]) {
  const sold = orders.filter(
    (order) =>
      isStanding(order) &&
      order.lines.some((line: Row) => {
        return skus.includes(line.sku) && line.quantity > line.canceledQuantity
      })
  )
  const { units, netMinor } = linesOf(sold, skus)
  return { orders: sold.length, units, netMinor }
}

type Amounts<Name extends string> = Record<Name, number>

export interface Reckoned {
  skus: string[]
  figures: Amounts<
    'orders' | 'units' | 'grossMinor' | 'netMinor' | 'costMinor' | 'discountMinor' | 'newCustomers'
  >
  actual: Amounts<'orders' | 'units' | 'netMinor'>
  baseline: Amounts<'orders' | 'units' | 'netMinor'>
}

/**
 * Reckons a campaign from all orders: those that used one of its promotions, and what their SKUs sold meanwhile and a week
 * before.
 */
export async function reckonCampaign(
  month: Month,
  promotionIds: readonly string[],
  { from, to }: { from: string; to: string }
): Promise<Reckoned> {
  const all: Row[] = await month.all('/orders')
  const within = all.filter(({ placedAt }) => placedAt >= from && placedAt < to)
  const used: { order: Row; discountMinor: number }[] = []
  for (const order of within) {
    const { data } = await month.get(`/orders/${order.id}/promotions`)
    const own = data.filter((one: Row) => promotionIds.includes(one.promotionId))
    if (own.length === 0 || !isStanding(order)) continue
    const shares = own.flatMap((one: Row) => one.shares)
    const lineOf = (id: string) => order.lines.find((line: Row) => line.id === id)
    const discounts = shares.map((one: Row) => leftOf(one.amountMinor, lineOf(one.orderLineId)))
    used.push({ order, discountMinor: sum(discounts) })
  }
  const orders = used.map(({ order }) => order)
  const skus = [...new Set(orders.flatMap(({ lines }) => lines.map(({ sku }: Row) => sku)))].sort()
  const { units, grossMinor, netMinor, costMinor } = linesOf(orders)
  const weekMs = 7 * 86_400_000
  const before = (instant: string) => new Date(Date.parse(instant) - weekMs).toISOString()
  return {
    skus,
    figures: {
      ...{ orders: orders.length, units, grossMinor, netMinor, costMinor },
      discountMinor: sum(used.map(({ discountMinor }) => discountMinor)),
      newCustomers: orders.filter((order) => isFirst(order, all)).length
    },
    actual: salesOf(within, skus),
    baseline: salesOf(
      all.filter(({ placedAt }) => placedAt >= before(from) && placedAt < before(to)),
      skus
    )
  }
}

/** Whether its buyer had no order before it that stands. */
function isFirst({ id, buyer, placedAt }: Row, all: readonly Row[]): boolean {
  return !all.some((other) => {
    const isEarlier = other.placedAt < placedAt || (other.placedAt === placedAt && other.id < id)
    return isEarlier && other.buyer.email === buyer.email && isStanding(other)
  })
}
