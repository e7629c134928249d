import type { Tx } from '#core/transaction'
import type { EndedOrder } from '../api.ts'
import { givenUpOf, payIfCovered, setDue, worthOf } from '../due.ts'
import { OrderQuantityExceeded } from '../errors.ts'
import { changeLine, holdsOf, type OrderRecord, outstanding } from '../record.ts'
import { dueOf } from '../repository/money.ts'
import { loadWithSplits } from '../repository/records.ts'
import type { CancelInputShape } from '../schema.ts'
import { type SettleParts, settle } from '../settle.ts'
import { assertStep, claimsStock, legalSteps } from '../states.ts'
import { namedLines } from './load.ts'

/**
 * Cancels an order, or units of its lines, and gives their stock back.
 *
 * When nothing is left to ship the order is canceled, or shipped if something has left already. Errors:
 * ORDER_STATE_ILLEGAL, ORDER_LINE_UNKNOWN; ORDER_QUANTITY_EXCEEDED for units that have left.
 */
export async function cancelOrder(
  tx: Tx,
  parts: SettleParts,
  record: OrderRecord,
  { lines, reason }: CancelInputShape
): Promise<OrderRecord> {
  const { row } = record
  if (lines === undefined) {
    assertStep(row, 'canceled', 'person')
    for (const line of record.lines) cancelUnits(record, line, outstanding(line))
    row.ownState = 'canceled'
  } else {
    if (!claimsStock(row.state) && row.state !== 'draft') assertStep(row, 'canceled', 'person')
    const beforeMinor = worthOf(record)
    for (const [line, quantity] of namedLines(record, lines)) {
      const left = outstanding(line)
      if (quantity > left) {
        const { id: lineId, sku, fulfilledQuantity: shipped } = line
        throw new OrderQuantityExceeded({ lineId, sku, requested: quantity, left, shipped })
      }
      cancelUnits(record, line, quantity)
    }
    if (record.lines.every((line) => outstanding(line) === 0)) {
      const hasShipped = record.lines.some(({ fulfilledQuantity }) => fulfilledQuantity > 0)
      if (!hasShipped) assertStep(row, 'canceled', 'person')
      row.ownState = hasShipped ? 'shipped' : 'canceled'
    }
    await lowerDue(tx, record, beforeMinor - worthOf(record))
  }
  record.entry = { kind: 'canceled', detail: { reason, lines } }
  await settle(tx, parts, [record])
  return record
}

/** What is canceled is not asked for any more; an order of which the rest was paid is a paid one. */
async function lowerDue(tx: Tx, record: OrderRecord, lessMinor: number): Promise<void> {
  const { row } = record
  if (holdsOf(row).includes('payment')) {
    await setDue(tx, record, Math.max(0, (await dueOf(tx, row.id)) - lessMinor))
  } else payIfCovered(record, await givenUpOf(tx, record))
}

/** See `OrdersService.cancel` and `close`. */
export async function endOrders(
  tx: Tx,
  parts: SettleParts,
  orderIds: readonly string[],
  { to, reason }: { to: 'canceled' | 'closed'; reason: string }
): Promise<EndedOrder[]> {
  const records = await loadWithSplits(tx, orderIds)
  const open = records.filter(({ row }) => legalSteps(row.state, 'person').includes(to))
  for (const record of open) {
    if (to === 'canceled') {
      for (const line of record.lines) cancelUnits(record, line, outstanding(line))
    }
    record.row.ownState = to
    record.entry = { kind: to, detail: { reason } }
  }
  if (open.length > 0) await settle(tx, parts, open)
  return records.map((record) => ({
    orderId: record.row.splitFrom ?? record.row.id,
    isEnded: open.includes(record),
    heldMinor: record.row.paidMinor - record.row.refundedMinor,
    currency: record.row.currency
  }))
}

function cancelUnits(
  record: OrderRecord,
  line: OrderRecord['lines'][number],
  quantity: number
): void {
  if (quantity === 0) return
  changeLine(record, line, { canceledQuantity: line.canceledQuantity + quantity })
}
