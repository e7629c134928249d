import { NotFound } from '#core/http/errors'
import type { Tx } from '#core/transaction'
import { OrderNotMergeable } from '../errors.ts'
import type { PricingSource } from '../price.ts'
import { changeLine, holdsOf, type OrderRecord } from '../record.ts'
import { movePayments } from '../repository/lists.ts'
import { loadRecords } from '../repository/records.ts'
import { type SettleParts, settle } from '../settle.ts'
import { claimsStock, impliesPaid } from '../states.ts'
import type { OrderRow } from '../tables.ts'
import { keepWords } from '../words.ts'

/**
 * Makes one order of several that go to the same buyer at the same address, so that they are packed once.
 *
 * Lines, amounts, payments and claims on stock move to the first; the others are closed and name it. Each line keeps
 * the order its channel knows it by: a parcel is confirmed for each of them. What is on hold is not merged: its causes
 * would not hold the others. Errors: NOT_FOUND, ORDER_NOT_MERGEABLE.
 */
export async function mergeOrders(
  tx: Tx,
  parts: SettleParts & { pricing: Pick<PricingSource, 'mergeTerms'> },
  target: OrderRecord,
  orderIds: readonly string[]
): Promise<OrderRecord> {
  const sources = await loadRecords(tx, orderIds)
  for (const id of orderIds) {
    const source = sources.find(({ row }) => row.id === id)
    if (!source) throw new NotFound({ what: 'order', id })
    assertMergeable(target, source)
  }
  const orders = [target, ...sources].map(({ row: { id: orderId, state } }) => {
    return { orderId, isPaid: impliesPaid(state) }
  })
  const refusal = await parts.pricing.mergeTerms?.(tx, orders)
  if (refusal) throw new OrderNotMergeable(refusal)
  await keepWords(tx, [target, ...sources])
  for (const source of sources) moveInto(target, source)
  const ids = sources.map(({ row }) => row.id)
  await movePayments(tx, ids, target.row.id)
  target.row.isRestructured = 1
  target.entry = { kind: 'merged', detail: { orderIds: ids } }
  await settle(tx, parts, [...sources, target])
  return target
}

function assertMergeable(target: OrderRecord, source: OrderRecord): void {
  const refuse = (reason: string): never => {
    throw new OrderNotMergeable({ orderId: source.row.id, reason })
  }
  const [a, b] = [target.row, source.row]
  if (a.id === b.id) refuse('it is the same order')
  for (const { row, lines } of [target, source]) {
    const isOpen = claimsStock(row.state) && lines.every((line) => line.fulfilledQuantity === 0)
    if (!isOpen) refuse(`${row.id} is ${row.state}`)
    if (row.splitFrom !== null) refuse(`${row.id} was split from another`)
    if (row.onHold === 1) refuse(`${row.id} is on hold: ${holdsOf(row).join(', ')}`)
  }
  if (b.isRestructured === 1) refuse('it was split or merged before')
  if (a.channelId !== b.channelId) refuse('it is of another channel')
  if (a.currency !== b.currency) refuse('it is in another currency')
  if (impliesPaid(a.state) !== impliesPaid(b.state)) refuse('only one of them is paid')
  if (a.customerRef !== b.customerRef || a.buyer !== b.buyer) refuse('it is of another buyer')
  if (a.address !== b.address) refuse('it goes to another address')
}

const summed = [
  'subtotalMinor',
  'discountMinor',
  'shippingMinor',
  'taxMinor',
  'totalMinor',
  'paidMinor',
  'recordedMinor',
  'refundedMinor'
] as const

function moveInto(target: OrderRecord, source: OrderRecord): void {
  for (const line of source.lines) {
    target.lines.push(line)
    changeLine(target, line, {
      orderId: target.row.id,
      sourceOrderId: source.row.id,
      externalId: `${source.row.id}:${line.externalId}`
    })
  }
  source.lines = []
  for (const column of summed) {
    target.row[column] += source.row[column]
    source.row[column] = 0
  }
  target.row.shipBy = earlier(target.row.shipBy, source.row.shipBy)
  if (target.row.refundedMinor > 0) target.row.refundState = refundStateOf(target.row)
  source.row.ownState = 'closed'
  source.row.mergedInto = target.row.id
  source.entry = { kind: 'merged_into', detail: { orderId: target.row.id } }
}

function refundStateOf({ refundedMinor, totalMinor }: OrderRow): OrderRow['refundState'] {
  return refundedMinor >= totalMinor ? 'full' : 'partial'
}

/** The earlier of two instants, of which either may be missing. */
function earlier(one: string | null, other: string | null): string | null {
  if (one === null || other === null) return one ?? other
  return one < other ? one : other
}
