import type { Reader } from '#core/database/db'
import { NotFound } from '#core/http/errors'
import { allocate } from '#core/money'
import type { Tx } from '#core/transaction'
import type { MoneyLine, OrderMoney } from './money-api.ts'
import { channelLineId } from './record.ts'
import {
  type Credited,
  familiesOf,
  homesOf,
  lockHome,
  type OrderFamily
} from './repository/money.ts'
import type { OrderLineRow, OrderRow } from './tables.ts'

/** See `OrdersService.moneyOf`. Five queries. */
export async function moneyOf(
  db: Reader,
  orderIds: readonly string[]
): Promise<Map<string, OrderMoney>> {
  if (orderIds.length === 0) return new Map()
  const homes = await homesOf(db, orderIds)
  const families = await familiesOf(db, [...new Set(homes.values())])
  const read = new Map([...families].map(([home, family]) => [home, moneyOfFamily(family)]))
  return new Map([...homes].map(([id, home]) => [id, read.get(home)!]))
}

/**
 * See `OrdersService.lockMoney`. Whoever gives money back, or counts it, waits for the first order of the family; that is
 * another by now where the order was merged meanwhile.
 */
export async function lockMoney(tx: Tx, orderId: string): Promise<OrderMoney> {
  const home = (await homesOf(tx, [orderId])).get(orderId)
  if (home === undefined) throw new NotFound({ what: 'order', id: orderId })
  await lockHome(tx, home)
  const money = (await moneyOf(tx, [orderId])).get(orderId)!
  return money.orderId === home ? money : lockMoney(tx, orderId)
}

function moneyOfFamily({ orders, lines, payments, credited }: OrderFamily): OrderMoney {
  const [home] = orders as [OrderRow]
  const sumOf = (column: 'totalMinor' | 'shippingMinor' | 'paidMinor' | 'refundedMinor') =>
    orders.reduce((sum, order) => sum + order[column], 0)
  const { id: orderId, channelId, externalId, number, state, currency } = home
  const { customerRef, buyer, country, placedAt } = home
  return {
    ...{ orderId, channelId, externalId, number, state, currency },
    orderIds: orders.map(({ id }) => id),
    ...{ customerRef, buyer, country, placedAt },
    totalMinor: sumOf('totalMinor'),
    shippingMinor: sumOf('shippingMinor'),
    isTaxAdded: isTaxAdded(orders),
    paidMinor: sumOf('paidMinor'),
    refundedMinor: sumOf('refundedMinor'),
    refundedShippingMinor: credited
      .filter(({ orderLineId }) => orderLineId === null)
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    payments,
    lines: linesAsPaid(orders, lines).map((line) => withCredited(line, credited))
  }
}

function withCredited(line: MoneyLine, credited: readonly Credited[]): MoneyLine {
  for (const { orderLineId, units, amountMinor } of credited) {
    if (orderLineId === null || !line.partIds.includes(orderLineId)) continue
    line.refundedUnits += units
    line.refundedMinor += amountMinor
  }
  return line
}

/**
 * What each line costs, so that lines and shipping sum to what was to be paid. What an order has beyond its lines, such as a
 * discount that its channel gives on the whole, is spread over them by largest remainder.
 */
export function linesAsPaid(
  orders: readonly OrderRow[],
  rows: readonly OrderLineRow[]
): MoneyLine[] {
  const lines = placedLines(orders[0]!.id, rows)
  for (const line of lines) if (isTaxAdded(orders)) line.netMinor += line.taxMinor
  const goodsMinor = orders.reduce((sum, one) => sum + one.totalMinor - one.shippingMinor, 0)
  const beyond = goodsMinor - lines.reduce((sum, { netMinor }) => sum + netMinor, 0)
  if (beyond === 0 || lines.length === 0) return lines
  const weights = lines.map(({ netMinor }) => Math.max(0, netMinor))
  const shares = allocate(beyond, weights)
  lines.forEach((line, index) => {
    line.netMinor += shares[index]!
  })
  return lines
}

function isTaxAdded(orders: readonly OrderRow[]): boolean {
  return orders.some(
    ({ taxMinor, subtotalMinor, discountMinor, shippingMinor, totalMinor }) =>
      taxMinor !== 0 && totalMinor === subtotalMinor - discountMinor + shippingMinor + taxMinor
  )
}

/** Units that were split off keep the channel's id of their line. */
function placedLines(homeId: string, rows: readonly OrderLineRow[]): MoneyLine[] {
  const lines = new Map<string, MoneyLine>()
  const inOrder = rows.toSorted(
    (a, b) => Number(b.orderId === homeId) - Number(a.orderId === homeId)
  )
  for (const row of inOrder) {
    const key = `${row.sourceOrderId ?? ''} ${row.externalId}`
    const line = lines.get(key)
    if (!line) {
      lines.set(key, lineOf(row))
      continue
    }
    line.partIds.push(row.id)
    line.quantity += row.quantity
    line.canceledQuantity += row.canceledQuantity
    line.fulfilledQuantity += row.fulfilledQuantity
    line.netMinor += netOf(row)
    line.taxMinor += row.taxMinor
  }
  return [...lines.values()]
}

function lineOf(row: OrderLineRow): MoneyLine {
  const { id: lineId, sourceOrderId, sku, variantId, title, unitPriceMinor, taxMinor } = row
  const { quantity, canceledQuantity, fulfilledQuantity } = row
  return {
    ...{ lineId, sourceOrderId, sku, variantId, title, unitPriceMinor, taxMinor },
    ...{ quantity, canceledQuantity, fulfilledQuantity },
    partIds: [lineId],
    externalId: channelLineId(row),
    netMinor: netOf(row),
    refundedUnits: 0,
    refundedMinor: 0
  }
}

/** A discount of the whole order that was placed here is in the lines' discounts, and not in their totals. */
function netOf({ unitPriceMinor, quantity, totalMinor, discountMinor }: OrderLineRow): number {
  return unitPriceMinor === null ? totalMinor : unitPriceMinor * quantity - discountMinor
}
