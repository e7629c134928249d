import { mondayOf } from '../query/calendar.ts'
import { costOf, type OrderFact } from './contribution.ts'
import type { RefundFact } from './refund.ts'
import { type Rollup, rollups, type SumCells } from './repository/rollups.ts'

/** A fact that was, and the one that takes its place. */
export interface Change<Fact> {
  before: Fact | null
  after: Fact | null
}

/** What one table of sums changes by. */
export interface RollupDelta {
  rollup: Rollup
  rows: SumCells[]
}

/**
 * Adds up what sums change by: the facts that are now, less those that were. Changes that cancel each other out are left
 * out. In one order everywhere, so that two transactions never wait for each other.
 */
export function deltasOf(
  orders: readonly Change<OrderFact>[],
  refunds: readonly Change<RefundFact>[]
): RollupDelta[] {
  const sums: AllSums = { orders: new Map(), skus: new Map(), buyers: new Map() }
  for (const { before, after } of orders) {
    if (before) addOrder(sums, before, -1)
    if (after) addOrder(sums, after, 1)
  }
  for (const { before, after } of refunds) {
    if (before) addRefund(sums, before, -1)
    if (after) addRefund(sums, after, 1)
  }
  const { orders: ofOrders, skus, buyers, skuTotals } = rollups
  const skuMonths = bySpan(sums.skus, skus.months)
  const skuWeeks = bySpan(sums.skus, { ...skus.days, on: 'weekOn' })
  const days = [
    rowsOf(sums.orders, ofOrders.days),
    rowsOf(bySpan(sums.orders, ofOrders.months), ofOrders.months),
    rowsOf(sums.skus, skus.days),
    rowsOf(skuMonths, skus.months),
    rowsOf(withoutSlice(skuWeeks), skuTotals.weeks),
    rowsOf(withoutSlice(skuMonths), skuTotals.months),
    rowsOf(sums.buyers, buyers.days),
    rowsOf(bySpan(sums.buyers, buyers.months), buyers.months)
  ]
  return days.filter(({ rows }) => rows.length > 0)
}

/** Rows by their keys. */
type Sums = Map<string, SumCells>
type AllSums = Record<'orders' | 'skus' | 'buyers', Sums>

/** Adds to a row; the values stand in the order of the table's sums. */
function add(
  rows: Sums,
  id: string,
  { keys, values, sign }: { keys: readonly string[]; values: readonly number[]; sign: 1 | -1 }
): void {
  const row = rows.get(id)
  if (!row) {
    rows.set(id, [...keys, ...(sign === 1 ? values : values.map((value) => 0 - value))])
    return
  }
  const width = keys.length
  for (let at = 0; at < values.length; at++) {
    row[width + at] = (row[width + at] as number) + sign * values[at]!
  }
}

function addOrder(sums: AllSums, fact: OrderFact, sign: 1 | -1): void {
  const { orders, canceledOrders, units, lines, grossMinor, netMinor } = fact
  if (orders === 0 && canceledOrders === 0) return
  const slice = sliceOf(fact)
  const { lineDiscountMinor, discountMinor, shippingMinor, taxMinor, totalMinor } = fact
  const { costMinor, uncostedUnits, uncostedMinor } = fact
  const values = [
    ...[orders, canceledOrders, units, lines, grossMinor, lineDiscountMinor, discountMinor],
    ...[shippingMinor, taxMinor, netMinor, totalMinor, costMinor, uncostedUnits, uncostedMinor],
    ...[0, 0, 0]
  ]
  add(sums.orders, slice.orderId, { keys: slice.orderKeys, values, sign })
  if (orders === 0) return
  const ofBuyer = [orders, units, grossMinor, netMinor, 0]
  add(sums.buyers, slice.buyerId, { keys: slice.buyerKeys, values: ofBuyer, sign })
  for (const share of fact.skus) {
    const [sku, lines, units, gross, lineDiscount, discount, tax, net] = share
    if (lines === 0) continue
    const cost = costOf(share)
    const values = [
      ...[lines, units, 1, gross, lineDiscount, discount, tax, net, cost ?? 0],
      ...[cost === null ? units : 0, cost === null ? net : 0, 0, 0]
    ]
    add(sums.skus, slice.skuId + sku, { keys: slice.skuKeys(sku), values, sign })
  }
}

function addRefund(sums: AllSums, fact: RefundFact, sign: 1 | -1): void {
  if (fact.refunds === 0) return
  const { refunds, units, refundMinor } = fact
  const slice = sliceOf(fact)
  const values = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, refunds, units, refundMinor]
  add(sums.orders, slice.orderId, { keys: slice.orderKeys, values, sign })
  const ofBuyer = [0, 0, 0, 0, refundMinor]
  add(sums.buyers, slice.buyerId, { keys: slice.buyerKeys, values: ofBuyer, sign })
  for (const [sku, units, minor] of fact.skus) {
    const values = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, units, minor]
    add(sums.skus, slice.skuId + sku, { keys: slice.skuKeys(sku), values, sign })
  }
}

type Sliced = Pick<
  OrderFact,
  'dayOn' | 'channelId' | 'country' | 'customerType' | 'currency' | 'buyerKey'
>

/** The keys of a fact's rows, and texts that name them. */
function sliceOf({ dayOn, channelId, country, customerType, currency, buyerKey }: Sliced) {
  const place = country ?? ''
  const buyer = buyerKey ?? ''
  const skuId = `${dayOn}\0${channelId}\0${customerType}\0${currency}\0`
  const orderId = `${skuId}${place}`
  return {
    orderId,
    orderKeys: [dayOn, channelId, place, customerType, currency],
    buyerId: `${orderId}\0${buyer}`,
    buyerKeys: [dayOn, channelId, place, customerType, buyer, currency],
    skuId,
    skuKeys: (sku: string) => [dayOn, channelId, sku, customerType, currency]
  }
}

/** Days added up to weeks or months. */
function bySpan(days: Sums, { on, keys }: Rollup): Sums {
  const spans: Sums = new Map()
  const starts = new Map<string, string>()
  for (const [id, row] of days) {
    const dayOn = row[0] as string
    const start = starts.get(dayOn) ?? startOf[on](dayOn)
    starts.set(dayOn, start)
    // Days are of one length, in the row as in its name.
    fold(spans, `${start}${id.slice(10)}`, [start, ...row.slice(1)], 1 + keys.length)
  }
  return spans
}

const startOf: Readonly<Record<Rollup['on'], (dayOn: string) => string>> = {
  dayOn: (dayOn) => dayOn,
  weekOn: mondayOf,
  monthOn: (dayOn) => `${dayOn.slice(0, 8)}01`
}

/** SKUs over all channels and types of customers. */
function withoutSlice(spans: Sums): Sums {
  const totals: Sums = new Map()
  for (const [on, , sku, , currency, ...values] of spans.values()) {
    const keys = [on!, sku!, currency!]
    fold(totals, keys.join('\0'), [...keys, ...values], keys.length)
  }
  return totals
}

function fold(rows: Sums, id: string, more: SumCells, width: number): void {
  const row = rows.get(id)
  if (!row) {
    rows.set(id, more)
    return
  }
  for (let at = width; at < row.length; at++) {
    row[at] = (row[at] as number) + (more[at] as number)
  }
}

/** Rows in which anything changes, in the order of their keys. */
function rowsOf(sums: Sums, rollup: Rollup): RollupDelta {
  const width = 1 + rollup.keys.length
  const changed: [string, SumCells][] = []
  for (const entry of sums) {
    const row = entry[1]
    for (let at = width; at < row.length; at++) {
      if (row[at] === 0) continue
      changed.push(entry)
      break
    }
  }
  changed.sort(([a], [b]) => (a < b ? -1 : 1))
  return { rollup, rows: changed.map(([, row]) => row) }
}
