import type { ChannelOrder, ChannelOrderLine } from '#core/channel/documents'
import { newId } from '#core/ids'
import type { VariantRef } from '#plugins/catalog'
import type { OrderState } from '../api.ts'
import { unsettled } from '../exceptions.ts'
import { changeLine, newRecord, type OrderRecord } from '../record.ts'
import { furtherState, stateOfStatus } from '../states.ts'
import type { OrderLineRow, OrderRow } from '../tables.ts'
import { newsOf } from './defects.ts'
import type { Version } from './versions.ts'

type Variants = ReadonlyMap<string, VariantRef>

/** Makes the order that a first version describes. */
export function createFrom(
  { order: given, contentHash }: Version,
  channelId: string,
  variants: Variants,
  now: string
): OrderRecord {
  const { order, news } = newsOf(given)
  const id = newId('ord')
  const row: OrderRow = {
    id,
    channelId,
    externalId: order.externalId,
    state: 'awaiting_payment',
    ownState: null,
    refundState: 'none',
    paymentState: 'unpaid',
    subtotalMinor: 0,
    paidMinor: 0,
    recordedMinor: 0,
    refundedMinor: 0,
    onHold: 0,
    holds: '',
    holdNote: null,
    note: null,
    splitFrom: null,
    mergedInto: null,
    isRestructured: 0,
    isErased: 0,
    version: 1,
    createdAt: now,
    updatedAt: now,
    ...headerOf(order, contentHash, null),
    ...amountsOf(order)
  }
  const lines = order.lines.map((line) => toLine(id, line, variants))
  row.subtotalMinor = subtotalOf(lines)
  row.paidMinor = order.paidMinor
  return newRecord(row, lines, news)
}

/** What a version says of the order itself. */
function headerOf(order: ChannelOrder, contentHash: string, before: OrderRow | null) {
  return {
    number: order.number,
    channelState: channelStateOf(order, before?.channelState ?? null),
    rawStatus: order.rawStatus,
    ...(before?.isErased === 1 ? nobody : personOf(order)),
    country: order.address?.country || null,
    placedAt: order.placedAt,
    modifiedAt: order.modifiedAt,
    shipBy: order.shipBy ?? null,
    contentHash
  }
}

/** What an order keeps of a buyer that was erased. */
const nobody = { customerRef: null, buyer: null, address: null, buyerNote: null }

function personOf({ buyer, address, note }: ChannelOrder) {
  return {
    customerRef: buyer.externalId,
    buyer: JSON.stringify(buyer),
    address: address === null ? null : JSON.stringify(address),
    buyerNote: note ?? null
  }
}

function amountsOf(order: ChannelOrder) {
  const { currency, discountMinor, shippingMinor, taxMinor, totalMinor } = order
  return { currency, discountMinor, shippingMinor, taxMinor, totalMinor }
}

/** A status that says nothing of progress leaves the order where it was, or where its payment puts it. */
export function channelStateOf(order: ChannelOrder, before: OrderState | null): OrderState {
  const state = stateOfStatus[order.status]
  if (state !== null) return state
  const isPaid = order.paidMinor > 0 && order.paidMinor >= order.totalMinor
  return furtherState(before, isPaid ? 'paid' : 'awaiting_payment')
}

function toLine(orderId: string, line: ChannelOrderLine, variants: Variants): OrderLineRow {
  return {
    id: newId('oln'),
    orderId,
    externalId: line.externalId,
    sourceOrderId: null,
    sku: line.sku,
    variantId: variants.get(line.sku)?.id ?? null,
    title: line.title,
    quantity: line.quantity,
    unitPriceMinor: line.unitPriceMinor,
    totalMinor: line.totalMinor,
    discountMinor: line.discountMinor,
    taxMinor: line.taxMinor,
    allocatedQuantity: 0,
    fulfilledQuantity: 0,
    canceledQuantity: 0,
    movedQuantity: 0
  }
}

/** Brings an order up to a newer version; of one that was split or merged here, only what is said of it as a whole. */
export function updateFrom(
  record: OrderRecord,
  { order: given, contentHash }: Version,
  variants: Variants
): void {
  const { order, news } = newsOf(given)
  const { row } = record
  Object.assign(row, headerOf(order, contentHash, row))
  record.news = unsettled(record, news)
  record.entry = { kind: 'channel_changed', detail: { rawStatus: order.rawStatus } }
  if (isRegrouped(row)) return
  Object.assign(row, amountsOf(order))
  row.paidMinor = Math.max(order.paidMinor, row.recordedMinor)
  updateLines(record, order.lines, variants)
  row.subtotalMinor = subtotalOf(record.lines)
}

function updateLines(
  record: OrderRecord,
  lines: readonly ChannelOrderLine[],
  variants: Variants
): void {
  const known = new Map(record.lines.map((line) => [line.externalId, line]))
  for (const line of lines) {
    const stored = known.get(line.externalId)
    if (stored) {
      known.delete(line.externalId)
      updateLine(record, stored, line, variants)
    } else {
      const added = toLine(record.row.id, line, variants)
      record.lines.push(added)
      record.changed.add(added)
    }
  }
  for (const gone of known.values()) {
    if (gone.quantity === 0) continue
    changeLine(record, gone, {
      quantity: 0,
      totalMinor: 0,
      discountMinor: 0,
      taxMinor: 0,
      canceledQuantity: 0
    })
  }
}

const comparedColumns = [
  'sku',
  'title',
  'quantity',
  'unitPriceMinor',
  'totalMinor',
  'discountMinor',
  'taxMinor'
] as const

function updateLine(
  record: OrderRecord,
  stored: OrderLineRow,
  line: ChannelOrderLine,
  variants: Variants
): void {
  const variantId =
    stored.sku === line.sku && stored.variantId !== null
      ? stored.variantId
      : (variants.get(line.sku)?.id ?? null)
  const isSame =
    variantId === stored.variantId &&
    comparedColumns.every((column) => stored[column] === line[column])
  if (isSame) return
  const isOther = variantId !== stored.variantId && stored.allocatedQuantity > 0
  if (isOther) record.letGo.push({ orderLineId: stored.id, quantity: stored.allocatedQuantity })
  // What we canceled and the channel now leaves out is not to be counted twice.
  const lowered = Math.max(0, stored.quantity - line.quantity)
  changeLine(record, stored, {
    sku: line.sku,
    variantId,
    title: line.title,
    quantity: line.quantity,
    unitPriceMinor: line.unitPriceMinor,
    totalMinor: line.totalMinor,
    discountMinor: line.discountMinor,
    taxMinor: line.taxMinor,
    canceledQuantity: Math.max(0, stored.canceledQuantity - lowered),
    ...(isOther && { allocatedQuantity: 0 })
  })
}

/** Whether its lines are no longer those that its channel knows. */
export function isRegrouped({ isRestructured, mergedInto }: OrderRow): boolean {
  return isRestructured === 1 || mergedInto !== null
}

/** What the lines cost in all. */
export function subtotalOf(lines: readonly OrderLineRow[]): number {
  return lines.reduce((sum, line) => sum + line.totalMinor, 0)
}
