import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { Allocation } from '#plugins/inventory'
import {
  OrderNotAllocated,
  OrderNothingLeft,
  OrderOnHold,
  OrderQuantityExceeded
} from '../errors.ts'
import type { IntakeParts } from '../intake/intake.ts'
import { directChannelId } from '../place.ts'
import { changeLine, channelLineId, holdsOf, type OrderRecord, outstanding } from '../record.ts'
import { insertShipments } from '../repository/shipments.ts'
import type { ShipmentInputShape } from '../schema.ts'
import { settle } from '../settle.ts'
import { assertStep, furtherState } from '../states.ts'
import type { OrderLineRow, ShipmentLineRow, ShipmentRow } from '../tables.ts'
import { namedLines } from './load.ts'

/**
 * Sends a parcel with some or all of what is left: takes it out of stock and has the channel told.
 *
 * Errors: ORDER_ON_HOLD, ORDER_STATE_ILLEGAL, ORDER_NOTHING_LEFT, ORDER_LINE_UNKNOWN, ORDER_QUANTITY_EXCEEDED,
 * ORDER_NOT_ALLOCATED.
 */
export async function shipOrder(
  tx: Tx,
  parts: IntakeParts,
  record: OrderRecord,
  input: ShipmentInputShape
): Promise<OrderRecord> {
  const { row } = record
  const packed = packedUnits(record, input)
  const isAll = record.lines.every((line) => outstanding(line) === (packed.get(line) ?? 0))
  const state = isAll ? 'shipped' : 'partially_shipped'
  if (state !== row.state) assertStep(row, state, 'person')
  if (row.onHold === 1) throw new OrderOnHold({ orderId: row.id, holds: holdsOf(row) })
  if (packed.size === 0) throw new OrderNothingLeft({ orderId: row.id })
  await assertInStock(tx, parts, packed)
  const held = [...packed].filter(([line]) => line.allocatedQuantity > 0)
  const taken =
    held.length > 0
      ? await parts.inventory.fulfill(
          tx,
          held.map(([line, quantity]) => ({
            orderLineId: line.id,
            // Of what is no longer counted less may be held than leaves.
            quantity: Math.min(quantity, line.allocatedQuantity)
          }))
        )
      : []
  for (const [line, quantity] of packed) {
    changeLine(record, line, {
      fulfilledQuantity: line.fulfilledQuantity + quantity,
      allocatedQuantity: Math.max(0, line.allocatedQuantity - quantity)
    })
  }
  const shipments = parcelsOf(tx.now, record, packed, taken, input)
  await insertShipments(
    tx,
    shipments.map(({ shipment }) => shipment),
    shipments.flatMap(({ lines }) => lines)
  )
  row.ownState = furtherState(row.ownState, state)
  const ids = shipments.map(({ shipment }) => shipment.id)
  const { carrier, trackingNumber } = input
  record.entry = { kind: 'shipped', detail: { shipmentIds: ids, carrier, trackingNumber } }
  await settle(tx, parts, [record])
  // An order placed here has no channel to be told.
  const told = shipments.filter(({ shipment }) => shipment.confirmState === 'pending')
  const events = told.map(({ shipment: { id: shipmentId, orderId, channelId } }) => {
    return { shipmentId, orderId, channelId }
  })
  await tx.emit('shipment.created', events)
  return record
}

function packedUnits(
  record: OrderRecord,
  { lines }: ShipmentInputShape
): Map<OrderLineRow, number> {
  if (lines === undefined) {
    const all = record.lines.map((line) => [line, outstanding(line)] as const)
    return new Map(all.filter(([, left]) => left > 0))
  }
  const packed = namedLines(record, lines)
  for (const [line, quantity] of packed) {
    const left = outstanding(line)
    if (quantity <= left) continue
    const { id: lineId, sku, fulfilledQuantity: shipped } = line
    throw new OrderQuantityExceeded({ lineId, sku, requested: quantity, left, shipped })
  }
  return packed
}

/** What is counted has to be allocated; services and what is not counted leave without. */
async function assertInStock(
  tx: Tx,
  { catalog }: IntakeParts,
  packed: ReadonlyMap<OrderLineRow, number>
): Promise<void> {
  const lacking = [...packed].filter(([line, quantity]) => line.allocatedQuantity < quantity)
  if (lacking.length === 0) return
  const ids = lacking.flatMap(([{ variantId }]) => variantId ?? [])
  const variants = await catalog.variantsById(tx, ids)
  for (const [line, requested] of lacking) {
    if (variants.get(line.variantId ?? '')?.isTracked === false) continue
    const { id: lineId, sku, allocatedQuantity: allocated } = line
    throw new OrderNotAllocated({ lineId, sku, requested, allocated })
  }
}

/** One shipment for each order that the channel knows: a merged order's parcel stands for several. */
function parcelsOf(
  now: string,
  { row }: OrderRecord,
  packed: ReadonlyMap<OrderLineRow, number>,
  taken: readonly Allocation[],
  { carrier, trackingNumber, shippedAt }: ShipmentInputShape
): { shipment: ShipmentRow; lines: ShipmentLineRow[] }[] {
  const orderIds = new Set([...packed.keys()].map((line) => line.sourceOrderId ?? row.id))
  return [...orderIds].map((orderId) => {
    const shipment: ShipmentRow = {
      id: newId('shp'),
      orderId,
      packedOrderId: row.id,
      channelId: row.channelId,
      carrier,
      trackingNumber,
      shippedAt: shippedAt ?? now,
      confirmState: row.channelId === directChannelId ? 'not_needed' : 'pending',
      confirmedAt: null,
      failedReason: null,
      createdAt: now
    }
    const own = [...packed].filter(([line]) => (line.sourceOrderId ?? row.id) === orderId)
    return { shipment, lines: own.flatMap((entry) => linesOf(shipment.id, entry, taken)) }
  })
}

function linesOf(
  shipmentId: string,
  [line, quantity]: [OrderLineRow, number],
  taken: readonly Allocation[]
): ShipmentLineRow[] {
  const base = {
    shipmentId,
    orderLineId: line.id,
    externalId: channelLineId(line),
    sku: line.sku
  }
  const byLocation = new Map<string, number>()
  let counted = 0
  for (const { orderLineId, locationId, quantity: units } of taken) {
    if (orderLineId !== line.id) continue
    byLocation.set(locationId, (byLocation.get(locationId) ?? 0) + units)
    counted += units
  }
  if (counted < quantity) byLocation.set('', quantity - counted)
  return [...byLocation].map(([locationId, units]) => ({ ...base, locationId, quantity: units }))
}
