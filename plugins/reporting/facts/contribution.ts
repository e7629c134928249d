import { ratioOf } from '#core/money'
import type { PlacedAsOne, PlacedLine } from './placed-order.ts'
import { discountShares, hasTaxAdded, taxShares } from './shares.ts'
import type { CustomerType, OrderSums, ReportOrderFactRow } from './tables.ts'

/**
 * What the lines of one SKU contribute, of an order as it was placed; kept as JSON in the fact. The last is what a unit cost
 * when it was first seen, null: nobody knows. Once a SKU is in it stays, with zeros, so that its cost is remembered.
 */
export type SkuShare = [
  sku: string,
  lines: number,
  units: number,
  grossMinor: number,
  lineDiscountMinor: number,
  discountMinor: number,
  taxMinor: number,
  netMinor: number,
  unitCostMinor: number | null
]

/** A fact with its SKUs read. */
export interface OrderFact extends Omit<ReportOrderFactRow, 'skus'> {
  skus: SkuShare[]
}

/** What a unit of a SKU costs; undefined: it was never asked. */
export type UnitCosts = ReadonlyMap<string, number | null>

const noSums: OrderSums = {
  ...{ orders: 0, canceledOrders: 0, units: 0, lines: 0, grossMinor: 0, lineDiscountMinor: 0 },
  ...{ discountMinor: 0, shippingMinor: 0, taxMinor: 0, netMinor: 0, totalMinor: 0 },
  ...{ costMinor: 0, uncostedUnits: 0, uncostedMinor: 0 }
}

/**
 * What an order contributes to reports: that of the units that stand. Amounts of lines go down with their units, rounded
 * half-up once. An order that is canceled or closed, wholly, contributes that alone; a draft nothing.
 */
export function factOf(
  order: PlacedAsOne,
  { dayOn, costs }: { dayOn: string; costs: UnitCosts }
): OrderFact {
  const { id: orderId, channelId, country, currency, placedAt, standing } = order
  const buyerKey = buyerKeyOf(order)
  const customerType: CustomerType = buyerKey === null ? 'guest' : 'returning'
  const head = { orderId, placedAt, dayOn, channelId, country, buyerKey, customerType, currency }
  if (standing !== 'counts') {
    const skus = [...new Set(order.lines.map(({ sku }) => sku))].sort()
    return {
      ...head,
      ...noSums,
      canceledOrders: standing === 'dead' ? 1 : 0,
      skus: skus.map((sku) => [sku, 0, 0, 0, 0, 0, 0, 0, costs.get(sku) ?? null])
    }
  }
  const { skus, restTaxMinor, goneMinor } = sharesOf(order, costs)
  return { ...head, ...sumsOf(order, skus, { restTaxMinor, goneMinor }), skus }
}

/** The buyer as one channel knows him. Null: a guest. */
export function buyerKeyOf(order: {
  channelId: string
  customerRef: string | null
}): string | null {
  return order.customerRef === null || order.customerRef === ''
    ? null
    : `${order.channelId}/${order.customerRef}`
}

/** Shares by SKU, with the tax that belongs to no line, and what canceled units would have cost the buyer. */
function sharesOf(order: PlacedAsOne, costs: UnitCosts) {
  const { lines } = order
  const subtotalMinor = lines.reduce((sum, line) => sum + line.totalMinor, 0)
  const discounts = discountShares(lines, order.discountMinor)
  const taxes = taxShares(lines, order, discounts)
  const isTaxAdded = hasTaxAdded(order, subtotalMinor)
  const bySku = new Map<string, SkuShare>()
  let goneMinor = 0
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!
    const { sku, kept, quantity, totalMinor } = line
    let share = bySku.get(sku)
    if (!share) {
      share = [sku, 0, 0, 0, 0, 0, 0, 0, costs.get(sku) ?? null]
      bySku.set(sku, share)
    }
    const discount = discounts[at]!
    const tax = taxes.lines[at]!
    const keptGross = part(line, totalMinor)
    const keptDiscount = part(line, discount)
    const keptTax = part(line, tax)
    if (kept !== quantity) {
      goneMinor += totalMinor - discount - (keptGross - keptDiscount)
      if (isTaxAdded) goneMinor += tax - keptTax
    }
    if (kept === 0) continue
    share[1] += 1
    share[2] += kept
    share[3] += keptGross
    share[4] += part(line, Math.max(0, line.discountMinor - discount))
    share[5] += keptDiscount
    share[6] += keptTax
    share[7] += keptGross - keptDiscount - (isTaxAdded ? 0 : keptTax)
  }
  const skus = [...bySku.values()].sort(([a], [b]) => (a < b ? -1 : 1))
  for (const share of skus) if (!Number.isSafeInteger(costOf(share) ?? 0)) share[8] = null
  return { skus, restTaxMinor: taxes.restMinor, goneMinor }
}

function part({ kept, quantity }: PlacedLine, amountMinor: number): number {
  if (kept === quantity || amountMinor === 0) return amountMinor
  return ratioOf(amountMinor, kept, quantity)
}

function sumsOf(
  order: PlacedAsOne,
  skus: readonly SkuShare[],
  { restTaxMinor, goneMinor }: { restTaxMinor: number; goneMinor: number }
): OrderSums {
  const sums = { ...noSums, orders: 1, shippingMinor: order.shippingMinor }
  for (const share of skus) {
    const [, lines, units, gross, lineDiscount, discount, tax, net] = share
    const cost = costOf(share)
    sums.lines += lines
    sums.units += units
    sums.grossMinor += gross
    sums.lineDiscountMinor += lineDiscount
    sums.discountMinor += discount
    sums.taxMinor += tax
    sums.netMinor += net
    sums.costMinor += cost ?? 0
    if (cost === null) {
      sums.uncostedUnits += units
      sums.uncostedMinor += net
    }
  }
  sums.taxMinor += restTaxMinor
  sums.totalMinor = order.totalMinor - goneMinor
  return sums
}

/** What the units of a share cost; null: nobody knows. Beyond whole numbers nobody does either. */
export function costOf([, , units, , , , , , unitCostMinor]: SkuShare): number | null {
  return unitCostMinor === null ? null : unitCostMinor * units
}

/** The fact as it is stored. */
export function rowOfFact(fact: OrderFact): ReportOrderFactRow {
  return { ...fact, skus: JSON.stringify(fact.skus) }
}

/** A stored fact with its SKUs read. */
export function factOfRow(row: ReportOrderFactRow): OrderFact {
  return { ...row, skus: JSON.parse(row.skus) as SkuShare[] }
}

/** The costs that a fact remembers. */
export function costsOf(fact: OrderFact): UnitCosts {
  return new Map(fact.skus.map((share) => [share[0], share[8]]))
}
