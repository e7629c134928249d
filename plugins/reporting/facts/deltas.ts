import { costOf, type OrderFact } from './contribution.ts'
import type { RefundFact } from './refund.ts'
import { type Rollup, rollups, type SumRow } from './repository/rollups.ts'

/** A fact that was, and the one that takes its place. */
export interface Change<Fact> {
  before: Fact | null
  after: Fact | null
}

/** What one table of sums changes by. */
export interface RollupDelta {
  rollup: Rollup
  rows: SumRow[]
}

/**
 * Adds up what sums change by: the facts that are now, less those that were. Changes that cancel each other out are left
 * out. In one order everywhere, so that two transactions never wait for each other.
 */
export function deltasOf(
  orders: readonly Change<OrderFact>[],
  refunds: readonly Change<RefundFact>[]
): RollupDelta[] {
  const sums = { orders: new Sums(), skus: new Sums(), buyers: new Sums() }
  for (const { before, after } of orders) {
    if (before) addOrder(sums, before, -1)
    if (after) addOrder(sums, after, 1)
  }
  for (const { before, after } of refunds) {
    if (before) addRefund(sums, before, -1)
    if (after) addRefund(sums, after, 1)
  }
  const { orders: ofOrders, skus, buyers, skuTotals } = rollups
  const months = sums.skus.by(skus.days, skus.months)
  return [
    ...grainsOf(sums.orders, ofOrders),
    { rollup: skus.days, rows: sums.skus.rows(skus.days) },
    { rollup: skus.months, rows: months.rows(skus.months) },
    { rollup: skuTotals, rows: months.by(skus.months, skuTotals).rows(skuTotals) },
    ...grainsOf(sums.buyers, buyers)
  ].filter(({ rows }) => rows.length > 0)
}

function grainsOf(sums: Sums, { days, months }: { days: Rollup; months: Rollup }): RollupDelta[] {
  const ofMonths = sums.by(days, months)
  return [
    { rollup: days, rows: sums.rows(days) },
    { rollup: months, rows: ofMonths.rows(months) }
  ]
}

type AllSums = Record<'orders' | 'skus' | 'buyers', Sums>

function addOrder(sums: AllSums, fact: OrderFact, sign: 1 | -1): void {
  if (fact.orders === 0 && fact.canceledOrders === 0) return
  const { dayOn, channelId, customerType, currency, buyerKey } = fact
  const country = fact.country ?? ''
  const slice = { dayOn, channelId, country, customerType, currency }
  sums.orders.add([dayOn, channelId, customerType, currency, country], slice, fact, sign)
  if (fact.orders === 0) return
  const buyer = buyerKey ?? ''
  const ofBuyer = { dayOn, channelId, country, customerType, buyer, currency }
  const buyerId = [dayOn, channelId, customerType, currency, country, buyer]
  sums.buyers.add(buyerId, ofBuyer, fact, sign)
  for (const share of fact.skus) {
    const [sku, lines, units, grossMinor, lineDiscountMinor, discountMinor, taxMinor, net] = share
    if (lines === 0) continue
    const costMinor = costOf(share)
    const isUncosted = costMinor === null
    const ofSku = { lines, units, ordersWith: 1, grossMinor, lineDiscountMinor, discountMinor }
    const costs = {
      costMinor: costMinor ?? 0,
      uncostedUnits: isUncosted ? units : 0,
      uncostedMinor: isUncosted ? net : 0
    }
    const row = { dayOn, channelId, sku, customerType, currency }
    const added = { ...ofSku, taxMinor, netMinor: net, ...costs }
    sums.skus.add([dayOn, channelId, customerType, currency, sku], row, added, sign)
  }
}

function addRefund(sums: AllSums, fact: RefundFact, sign: 1 | -1): void {
  if (fact.refunds === 0) return
  const { dayOn, channelId, customerType, currency, buyerKey } = fact
  const country = fact.country ?? ''
  const slice = { dayOn, channelId, country, customerType, currency }
  const { refunds, units: refundUnits, refundMinor } = fact
  const given = { refunds, refundUnits, refundMinor }
  sums.orders.add([dayOn, channelId, customerType, currency, country], slice, given, sign)
  const buyer = buyerKey ?? ''
  const ofBuyer = { dayOn, channelId, country, customerType, buyer, currency }
  const buyerId = [dayOn, channelId, customerType, currency, country, buyer]
  sums.buyers.add(buyerId, ofBuyer, given, sign)
  for (const [sku, units, minor] of fact.skus) {
    const row = { dayOn, channelId, sku, customerType, currency }
    const given = { refundUnits: units, refundMinor: minor }
    sums.skus.add([dayOn, channelId, customerType, currency, sku], row, given, sign)
  }
}

/** Rows of sums by key. */
class Sums {
  readonly #rows = new Map<string, SumRow>()

  /** Adds the sums of a fact, by the names that it has in common with the row. */
  add(key: readonly string[], slice: SumRow, from: object, sign: 1 | -1): void {
    const id = key.join('\u0000')
    let row = this.#rows.get(id)
    if (!row) {
      row = { ...slice }
      this.#rows.set(id, row)
    }
    const values = from as Record<string, unknown>
    for (const name in values) {
      const value = values[name]
      if (typeof value === 'number' && value !== 0) {
        row[name] = ((row[name] as number | undefined) ?? 0) + sign * value
      }
    }
  }

  /** The same by fewer or longer keys. */
  by(from: Rollup, to: Rollup): Sums {
    const sums = new Sums()
    for (const row of this.#rows.values()) {
      const day = row[from.on] as string
      const slice: SumRow = { [to.on]: to.on === 'monthOn' ? `${day.slice(0, 8)}01` : day }
      for (const name of to.keys) slice[name] = row[name]!
      const key = [slice[to.on], ...to.keys.map((name) => slice[name])] as string[]
      const added: Record<string, unknown> = {}
      for (const name of to.sums) added[name] = row[name]
      sums.add(key, slice, added, 1)
    }
    return sums
  }

  /** Rows in which anything changes, in the order of their keys. */
  rows({ sums }: Rollup): SumRow[] {
    const changed: [string, SumRow][] = []
    for (const [id, row] of this.#rows) {
      let isChanged = false
      for (const name of sums) {
        row[name] ??= 0
        if (row[name] !== 0) isChanged = true
      }
      if (isChanged) changed.push([id, row])
    }
    return changed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  }
}
