import type { Shop } from '#core/plugin'
import type { Tx } from '#core/transaction'
import type { FactChange } from '../scope.ts'
import type { CrmOrderFactRow } from '../tables.ts'
import { businessDay, monthOf } from './calendar.ts'
import { type CellDelta, cellDeltas, type OrdersByMonth } from './cohort-cells.ts'
import { addToCells, addToDays, lockCustomers, ordersByMonth } from './repository/days.ts'
import type { CrmCustomerDayRow } from './tables.ts'

const summed = ['facts', 'orders', 'grossMinor', 'netMinor', 'units'] as const

/**
 * Brings customers' days, and the cohorts, up to changes of their facts: at most five statements for any number of them.
 * The customers are locked: of two orders only one is the first of its month, and a rebuild misses none.
 */
export async function keepDays(
  tx: Tx,
  shop: Readonly<Shop>,
  changes: readonly FactChange[]
): Promise<void> {
  const deltas = dayDeltas(shop, changes)
  if (deltas.length === 0) return
  await lockCustomers(tx, idsOf(deltas))
  const moved = deltas.filter(({ orders }) => orders !== 0)
  const before = await ordersByMonth(tx, idsOf(moved))
  await addToDays(tx, deltas)
  await addToCells(tx, cellsOf(before, moved))
}

function idsOf(deltas: readonly CrmCustomerDayRow[]): string[] {
  return [...new Set(deltas.map(({ customerId }) => customerId))].sort()
}

/** What changes of facts add to customers' days, in one order everywhere; those that cancel out are left out. */
export function dayDeltas(
  shop: Readonly<Shop>,
  changes: readonly FactChange[]
): CrmCustomerDayRow[] {
  const deltas = new Map<string, CrmCustomerDayRow>()
  for (const { before, after } of changes) {
    if (before) addFact(deltas, shop, before, -1)
    if (after) addFact(deltas, shop, after, 1)
  }
  return [...deltas]
    .filter(([, delta]) => summed.some((column) => delta[column] !== 0))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, delta]) => delta)
}

function addFact(
  deltas: Map<string, CrmCustomerDayRow>,
  shop: Readonly<Shop>,
  fact: Readonly<CrmOrderFactRow>,
  sign: 1 | -1
): void {
  if (fact.counts === 0) return
  const { customerId, currency } = fact
  const dayOn = businessDay(shop, fact.placedAt)
  const key = `${customerId} ${dayOn} ${currency}`
  const zeros = { facts: 0, orders: 0, grossMinor: 0, netMinor: 0, units: 0 }
  const delta = deltas.get(key) ?? { customerId, dayOn, currency, ...zeros }
  deltas.set(key, delta)
  delta.facts += sign
  delta.orders += sign * fact.orders
  delta.grossMinor += sign * fact.grossMinor
  delta.netMinor += sign * fact.netMinor
  delta.units += sign * fact.units
}

function cellsOf(
  before: ReadonlyMap<string, OrdersByMonth>,
  moved: readonly CrmCustomerDayRow[]
): CellDelta[] {
  const after = new Map([...before].map(([id, months]) => [id, new Map(months)]))
  for (const { customerId, dayOn, orders } of moved) {
    const months = after.get(customerId) ?? new Map<string, number>()
    const month = monthOf(dayOn)
    after.set(customerId, months.set(month, (months.get(month) ?? 0) + orders))
  }
  return cellDeltas(before, after)
}
