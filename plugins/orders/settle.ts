import type { Alerts } from '#core/alerts/types'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import type { InventoryService, StockDemand } from '#plugins/inventory'
import type { OrderEvent, OrderState } from './api.ts'
import { paymentStateOf } from './due.ts'
import { planExceptions, writeExceptions } from './exceptions.ts'
import { notePlaced } from './placed.ts'
import { baseState, changeLine, type OrderRecord, outstanding, wantedUnits } from './record.ts'
import {
  insertEvents,
  insertLines,
  insertOrders,
  saveLines,
  updateOrders
} from './repository/records.ts'
import { hasLeft } from './states.ts'
import type { OrderLineRow } from './tables.ts'

/** What settling needs from around it. */
export interface SettleParts {
  inventory: InventoryService
  alerts: Alerts
}

type Short = Map<OrderLineRow, number>

/**
 * Brings orders into line with the world after a change, and writes them: gives back and claims stock, takes what has
 * left out of it, derives state, holds and exceptions, and tells everybody. The same statements for one order or 500.
 *
 * With `refuse` a shortage undoes everything: STOCK_INSUFFICIENT.
 */
export async function settle(
  tx: Tx,
  { inventory, alerts }: SettleParts,
  records: readonly OrderRecord[],
  onShort: 'refuse' | 'report' = 'report'
): Promise<void> {
  const short = await moveStock(tx, inventory, records, onShort)
  const plans = records.map((record) => {
    const { row } = record
    row.state = stateWithStock(record, short)
    row.paymentState = paymentStateOf(record, row.state)
    row.updatedAt = tx.now
    if (record.before) row.version = record.before.version + 1
    return planExceptions(record, row.state, short, tx.now)
  })
  await write(tx, records)
  await writeExceptions(tx, alerts, plans.filter(isSomething))
  await tell(tx, records)
}

async function write(tx: Tx, records: readonly OrderRecord[]): Promise<void> {
  const fresh = records.filter(({ before }) => before === null)
  const known = records.filter(({ before }) => before !== null)
  const rowOf = ({ row }: OrderRecord) => row
  await insertOrders(tx, fresh.map(rowOf))
  await insertLines(
    tx,
    fresh.flatMap(({ lines }) => lines)
  )
  await updateOrders(tx, known.map(rowOf))
  await saveLines(
    tx,
    known.flatMap(({ changed }) => [...changed])
  )
}

function isSomething({ opened, gone }: { opened: unknown[]; gone: unknown[] }): boolean {
  return opened.length > 0 || gone.length > 0
}

/** Gives back first, so that what one order lets go another may have. */
async function moveStock(
  tx: Tx,
  inventory: InventoryService,
  records: readonly OrderRecord[],
  onShort: 'refuse' | 'report'
): Promise<Short> {
  const released = records.flatMap(({ letGo }) => letGo)
  const fulfilled: { orderLineId: string; quantity: number }[] = []
  const demands: StockDemand[] = []
  const claiming = new Map<string, { record: OrderRecord; line: OrderLineRow; units: number }>()
  for (const record of records) {
    const base = baseState(record.row)
    const isGone = hasLeft(base)
    for (const line of record.lines) {
      if (isGone) {
        const left = outstanding(line)
        const taken = Math.min(left, line.allocatedQuantity)
        const freed = line.allocatedQuantity - taken
        if (taken > 0) fulfilled.push({ orderLineId: line.id, quantity: taken })
        if (freed > 0) released.push({ orderLineId: line.id, quantity: freed })
        if (left > 0 || freed > 0) {
          changeLine(record, line, {
            allocatedQuantity: 0,
            fulfilledQuantity: line.fulfilledQuantity + left
          })
        }
        continue
      }
      const units = wantedUnits(line, base) - line.allocatedQuantity
      if (units < 0) {
        released.push({ orderLineId: line.id, quantity: -units })
        changeLine(record, line, { allocatedQuantity: line.allocatedQuantity + units })
      } else if (units > 0) {
        claiming.set(line.id, { record, line, units })
        demands.push(demandOf(line, units))
      }
    }
  }
  if (released.length > 0) await inventory.release(tx, released)
  if (fulfilled.length > 0) await inventory.fulfill(tx, fulfilled)
  return demands.length > 0 ? claim(tx, inventory, demands, claiming, onShort) : new Map()
}

function demandOf(line: OrderLineRow, quantity: number): StockDemand {
  const { id, orderId, sku } = line
  return { orderId, orderLineId: id, variantId: line.variantId!, sku, quantity }
}

/** Claims stock and books what was given; a line that got nothing of a variant that is short, lacks it. */
async function claim(
  tx: Tx,
  inventory: InventoryService,
  demands: readonly StockDemand[],
  claiming: ReadonlyMap<string, { record: OrderRecord; line: OrderLineRow; units: number }>,
  onShort: 'refuse' | 'report'
): Promise<Short> {
  const { allocations, shortages } = await inventory.allocate(tx, demands, onShort)
  const given = new Map<string, number>()
  for (const { orderLineId, quantity } of allocations) {
    given.set(orderLineId, (given.get(orderLineId) ?? 0) + quantity)
  }
  const lacking = new Set(shortages.map(({ variantId }) => variantId))
  const short: Short = new Map()
  for (const [lineId, { record, line, units }] of claiming) {
    const got = given.get(lineId) ?? 0
    if (got > 0) {
      changeLine(record, line, { allocatedQuantity: line.allocatedQuantity + got })
    }
    if (got < units && lacking.has(line.variantId!)) short.set(line, units - got)
  }
  return short
}

/** A paid order of which every line is served is allocated. */
function stateWithStock({ row, lines }: OrderRecord, short: Short): OrderState {
  const base = baseState(row)
  if (base !== 'paid') return base
  const isServed = lines.every(
    (line) => !short.has(line) && (line.variantId !== null || outstanding(line) === 0)
  )
  return isServed ? 'allocated' : 'paid'
}

/** Timeline, audit log and events: one of each an order. */
async function tell(tx: Tx, records: readonly OrderRecord[]): Promise<void> {
  const known = records.filter(({ before }) => before !== null)
  await insertEvents(
    tx,
    known.map(({ row, before, entry }) => ({
      id: newId('oev'),
      orderId: row.id,
      at: tx.now,
      actor: tx.origin.actor,
      kind: entry.kind,
      detail: JSON.stringify({ ...changeOf(row.state, before!.state), ...entry.detail })
    }))
  )
  tx.audit(
    records.map(({ row, before, entry }) => ({
      action: `order.${entry.kind}`,
      subjectType: 'order',
      subjectId: row.id,
      ...(before && { before: { state: before.state, version: before.version } }),
      after: { state: row.state, version: row.version, ...entry.detail }
    }))
  )
  const fresh = records.filter(({ before }) => before === null)
  notePlaced(tx, fresh)
  await tx.emit('order.placed', fresh.map(toEvent))
  await tx.emit('order.changed', known.map(toEvent))
  await tx.emit(
    'order.canceled',
    known
      .filter(({ row, before }) => row.state === 'canceled' && before!.state !== 'canceled')
      .map(toEvent)
  )
}

function changeOf(to: OrderState, from: OrderState): { from?: OrderState; to?: OrderState } {
  return from === to ? {} : { from, to }
}

function toEvent({ row }: OrderRecord): OrderEvent {
  return {
    orderId: row.id,
    channelId: row.channelId,
    externalId: row.externalId,
    state: row.state
  }
}
