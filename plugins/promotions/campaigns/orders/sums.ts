import { ratioOf } from '#core/money'
import type { OrderStanding } from '#plugins/orders'

/** What orders of a campaign add up to; also one order alone. */
export interface CampaignSums {
  orders: number
  units: number
  /** Lines at their unit prices, before discounts. */
  grossMinor: number
  /** Lines after all discounts, without tax and shipping. */
  netMinor: number
  /** Of it, that of lines whose cost is known. */
  knownNetMinor: number
  /** Cost of goods, of lines whose cost is known. */
  costMinor: number
  unknownCostUnits: number
  /** What the promotions of the campaign took off, shipping included. */
  discountMinor: number
  /** Of it, off shipping. */
  shippingDiscountMinor: number
  newCustomers: number
}

export const noSums: CampaignSums = {
  orders: 0,
  units: 0,
  grossMinor: 0,
  netMinor: 0,
  knownNetMinor: 0,
  costMinor: 0,
  unknownCostUnits: 0,
  discountMinor: 0,
  shippingDiscountMinor: 0,
  newCustomers: 0
}

export const sumNames = Object.keys(noSums) as (keyof CampaignSums)[]

/** A line of an order as it was placed. */
export interface CountedLine {
  lineId: string
  sku: string
  quantity: number
  grossMinor: number
  netMinor: number
  /** What a unit cost us then, in the order's currency; null: not known. */
  unitCostMinor: number | null
}

/** What an order is, for one campaign. */
export interface CountedOrder {
  lines: readonly CountedLine[]
  isNewCustomer: boolean
  /** What the promotions of the campaign gave it and have not had back. */
  discountMinor: number
  shippingDiscountMinor: number
}

/**
 * What an order counts for: its lines without the units that are gone. What is gone is reckoned cumulatively, so that
 * parts always sum to the whole. An order that is over counts for nothing but a discount that it kept.
 */
export function sumsOf(
  { lines, isNewCustomer, discountMinor, shippingDiscountMinor }: CountedOrder,
  standing: Pick<OrderStanding, 'lines' | 'isOver'>
): CampaignSums {
  const goneOf = new Map(standing.lines.map(({ lineId, gone }) => [lineId, gone]))
  const stands = Number(!standing.isOver)
  const sums = { ...noSums, discountMinor, shippingDiscountMinor, orders: stands }
  sums.newCustomers = isNewCustomer ? stands : 0
  for (const line of lines) {
    const gone = standing.isOver ? line.quantity : (goneOf.get(line.lineId) ?? 0)
    const left = (amountMinor: number) => amountMinor - ratioOf(amountMinor, gone, line.quantity)
    const units = line.quantity - gone
    sums.units += units
    sums.grossMinor += left(line.grossMinor)
    sums.netMinor += left(line.netMinor)
    if (line.unitCostMinor === null) sums.unknownCostUnits += units
    else {
      sums.knownNetMinor += left(line.netMinor)
      sums.costMinor += units * line.unitCostMinor
    }
  }
  return sums
}

/** The difference that is to be added to get from one to another. */
export function changeOf(before: CampaignSums, after: CampaignSums): CampaignSums {
  const change = { ...noSums }
  for (const name of sumNames) change[name] = after[name] - before[name]
  return change
}

export function addSums(sums: CampaignSums, more: CampaignSums): CampaignSums {
  const sum = { ...noSums }
  for (const name of sumNames) sum[name] = sums[name] + more[name]
  return sum
}

/** Only the sums of a row that has more. */
export function pickSums(row: CampaignSums): CampaignSums {
  return changeOf(noSums, row)
}
