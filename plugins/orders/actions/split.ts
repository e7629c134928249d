import { newId } from '#core/ids'
import { allocate } from '#core/money'
import type { Tx } from '#core/transaction'
import { givenUpOf, heldOf, payIfCovered, unpaidOf, worthOf } from '../due.ts'
import { OrderNotSplittable, OrderQuantityExceeded } from '../errors.ts'
import { standingNews } from '../exceptions.ts'
import { changeLine, holdsOf, newRecord, type OrderRecord, outstanding } from '../record.ts'
import { countSplits, isExternalIdTaken } from '../repository/lists.ts'
import type { LineQuantity } from '../schema.ts'
import { type SettleParts, settle } from '../settle.ts'
import { claimsStock } from '../states.ts'
import type { OrderLineRow, OrderRow } from '../tables.ts'
import { keepWords } from '../words.ts'
import { namedLines } from './load.ts'

/**
 * Moves units of an order that have not left into an order of their own, with their share of every amount.
 *
 * Amounts are split by units with largest remainder, so that both orders always add up to the one there was; shipping
 * and recorded payments stay with the first, as far as it costs that much. What holds the order as a whole holds both.
 *
 * Errors: ORDER_NOT_SPLITTABLE, ORDER_LINE_UNKNOWN, ORDER_QUANTITY_EXCEEDED.
 */
export async function splitOrder(
  tx: Tx,
  parts: SettleParts,
  record: OrderRecord,
  named: readonly LineQuantity[]
): Promise<{ order: OrderRecord; split: OrderRecord }> {
  const moved = movableUnits(record, named)
  const { row } = record
  const rootId = row.splitFrom ?? row.id
  const number = await freeNumber(tx, row, rootId)
  const id = newId('ord')
  const before = { ...row }
  await keepWords(tx, [record])
  const lines = [...moved].map(([line, units]) => moveUnits(record, line, units, id))
  const subtotalMinor = lines.reduce((sum, line) => sum + line.totalMinor, 0)
  const taxMinor = lines.reduce((sum, line) => sum + line.taxMinor, 0)
  const stays = row.subtotalMinor - subtotalMinor
  const [, discountMinor] = allocate(row.discountMinor, [stays, subtotalMinor]) as [number, number]
  const addedTax = isTaxOnTop(before) ? taxMinor : 0
  const totalMinor = Math.min(row.totalMinor, Math.max(0, subtotalMinor - discountMinor + addedTax))
  const unrecorded = row.paidMinor - row.recordedMinor
  const weights = [row.totalMinor - totalMinor, totalMinor]
  const [, paidMinor] = allocate(unrecorded, weights) as [number, number]
  const split: OrderRow = {
    ...row,
    id,
    externalId: `${row.externalId}/${number}`,
    number: `${row.number}-${number}`,
    subtotalMinor,
    discountMinor,
    shippingMinor: 0,
    taxMinor,
    totalMinor,
    paidMinor,
    recordedMinor: 0,
    refundedMinor: 0,
    note: null,
    contentHash: '',
    splitFrom: rootId,
    isRestructured: 0,
    version: 1,
    createdAt: tx.now
  }
  row.subtotalMinor = stays
  row.discountMinor -= discountMinor
  row.taxMinor -= taxMinor
  row.totalMinor -= totalMinor
  row.paidMinor -= paidMinor
  row.isRestructured = 1
  record.entry = { kind: 'split', detail: { into: id } }
  const made = newRecord(split, lines, standingNews(record))
  made.entry = { kind: 'split_off', detail: { from: row.id } }
  const givenUp = await givenUpOf(tx, record)
  const beyondMinor = Math.max(0, heldOf(row) - worthOf(record, givenUp))
  movePaid(row, split, Math.min(beyondMinor, unpaidOf(made)))
  for (const part of [record, made]) payIfCovered(part, givenUp)
  await settle(tx, parts, [record, made])
  return { order: record, split: made }
}

/** What was paid beyond what the first part costs is paid of the other. The payments themselves stay where they are. */
function movePaid(from: OrderRow, to: OrderRow, amountMinor: number): void {
  const recordedMinor = Math.min(amountMinor, from.recordedMinor)
  from.paidMinor -= amountMinor
  to.paidMinor += amountMinor
  from.recordedMinor -= recordedMinor
  to.recordedMinor += recordedMinor
}

/** How many splits there are with this one, or the next number that no other order of the channel has as its id. */
async function freeNumber(
  tx: Tx,
  { channelId, externalId }: OrderRow,
  rootId: string
): Promise<number> {
  let number = (await countSplits(tx, rootId)) + 2
  while (await isExternalIdTaken(tx, channelId, `${externalId}/${number}`)) number++
  return number
}

function movableUnits(
  record: OrderRecord,
  named: readonly LineQuantity[]
): Map<OrderLineRow, number> {
  const { id: orderId, state } = record.row
  if (!claimsStock(state)) throw new OrderNotSplittable({ orderId, reason: `it is ${state}` })
  if (holdsOf(record.row).includes('payment')) {
    const reason = 'it is on hold: payment; confirm what is due first'
    throw new OrderNotSplittable({ orderId, reason })
  }
  const moved = namedLines(record, named)
  for (const [line, requested] of moved) {
    const left = outstanding(line)
    const { id: lineId, sku, fulfilledQuantity: shipped } = line
    if (requested > left) {
      throw new OrderQuantityExceeded({ lineId, sku, requested, left, shipped })
    }
  }
  if (record.lines.every((line) => outstanding(line) === (moved.get(line) ?? 0))) {
    throw new OrderNotSplittable({ orderId, reason: 'nothing would be left of it' })
  }
  return moved
}

function moveUnits(
  record: OrderRecord,
  line: OrderLineRow,
  units: number,
  orderId: string
): OrderLineRow {
  const stays = line.quantity - units
  const shareOf = (amountMinor: number) => allocate(amountMinor, [stays, units])[1]!
  const ownMinor = ownDiscount(line)
  const ownShareMinor = shareOf(ownMinor)
  const share = {
    totalMinor: shareOf(line.totalMinor + ownMinor) - ownShareMinor,
    discountMinor: ownShareMinor + shareOf(line.discountMinor - ownMinor),
    taxMinor: shareOf(line.taxMinor)
  }
  const moved: OrderLineRow = {
    ...line,
    ...share,
    id: newId('oln'),
    orderId,
    quantity: units,
    allocatedQuantity: 0,
    fulfilledQuantity: 0,
    canceledQuantity: 0,
    movedQuantity: 0
  }
  changeLine(record, line, {
    quantity: stays,
    totalMinor: line.totalMinor - share.totalMinor,
    discountMinor: line.discountMinor - share.discountMinor,
    taxMinor: line.taxMinor - share.taxMinor,
    movedQuantity: line.movedQuantity + units
  })
  return moved
}

/** What of a line's discount its total is without already; the rest is its part of the order's. */
function ownDiscount({
  unitPriceMinor,
  quantity,
  totalMinor,
  discountMinor
}: OrderLineRow): number {
  const offMinor = (unitPriceMinor ?? 0) * quantity - totalMinor
  return offMinor >= 0 && offMinor <= discountMinor ? offMinor : 0
}

function isTaxOnTop(row: OrderRow): boolean {
  const net = row.subtotalMinor - row.discountMinor + row.shippingMinor
  return row.taxMinor !== 0 && row.totalMinor === net + row.taxMinor
}
