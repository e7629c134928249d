import type { Tx } from '#core/transaction'
import type { BookedOrder, PlacedOrder } from './api.ts'
import type { OrderRecord } from './record.ts'

const placed = new WeakMap<Tx, Map<string, OrderRecord>>()

/** Remembers orders as they were placed, while their transaction runs. */
export function notePlaced(tx: Tx, records: readonly OrderRecord[]): void {
  if (records.length === 0) return
  const known = placed.get(tx) ?? new Map<string, OrderRecord>()
  for (const record of records) known.set(record.row.id, record)
  placed.set(tx, known)
}

/** Of these orders those that this transaction has placed, as they are now, by id: no query. */
export function placedIn(tx: Tx, orderIds: readonly string[]): Map<string, PlacedOrder> {
  const known = placed.get(tx)
  const found = orderIds.flatMap((id) => known?.get(id) ?? [])
  return new Map(found.map((record) => [record.row.id, asPlaced(record)]))
}

/** See `OrdersService.bookedIn`. */
export function bookedIn(tx: Tx, orderIds: readonly string[]): BookedOrder[] {
  const known = placed.get(tx)
  return orderIds.flatMap((id) => {
    const record = known?.get(id)
    return record ? { ...record.row, lines: record.lines } : []
  })
}

function asPlaced({ row, lines }: OrderRecord): PlacedOrder {
  let units = 0
  let canceledUnits = 0
  for (const { quantity, canceledQuantity } of lines) {
    units += quantity - canceledQuantity
    canceledUnits += canceledQuantity
  }
  return {
    id: row.id,
    channelId: row.channelId,
    state: row.state,
    currency: row.currency,
    placedAt: row.placedAt,
    splitFrom: row.splitFrom,
    customerRef: row.customerRef,
    buyer: row.buyer,
    country: row.country,
    subtotalMinor: row.subtotalMinor,
    discountMinor: row.discountMinor,
    refundedMinor: row.refundedMinor,
    units,
    canceledUnits
  }
}
