import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { dayOn } from '#core/zone'
import type { MoneyLine } from '#plugins/orders'
import { recordArtefacts } from '../cases/record.ts'
import type { AftersalesScope } from '../scope.ts'
import { ReturnEmpty, ReturnExceedsFulfilled } from './errors.ts'
import { insertReceipt, receivedUnits } from './repository.ts'
import { type GoodsSubject, lineOf, lockSubject } from './subject.ts'
import type { Grade, ReturnReceiptLineRow, ReturnReceiptRow } from './tables.ts'

/** Goods that came back. */
export interface ReceiptRequest extends GoodsSubject {
  lines: readonly { orderLineId: string; quantity: number; grade: Grade; note?: string }[]
  /** Where what is sellable is put. Default: where it left from. */
  locationId?: string | undefined
  note?: string | undefined
}

/**
 * Books goods that came back: what is sellable is on hand again, by the ledger of stock; the rest leaves a record. Never more
 * than has left. Errors: NOT_FOUND, GOODS_CASE_FOREIGN, RETURN_EMPTY, RETURN_LINE_UNKNOWN, RETURN_EXCEEDS_FULFILLED,
 * LOCATION_UNKNOWN.
 */
export async function receiveGoods(
  tx: Tx,
  scope: AftersalesScope,
  request: ReceiptRequest
): Promise<{ receipt: ReturnReceiptRow; lines: ReturnReceiptLineRow[] }> {
  const { order, caseId } = await lockSubject(tx, scope, request)
  const { orderId } = order
  if (request.lines.length === 0) throw new ReturnEmpty({ orderId })
  const received = await receivedUnits(tx, orderId)
  const named = request.lines.map((one) => ({ ...one, line: lineOf(order, one.orderLineId) }))
  for (const { line, quantity } of named) {
    const before = received.get(line.lineId) ?? 0
    if (before + quantity > line.fulfilledQuantity) throw beyond(line, quantity, before)
    received.set(line.lineId, before + quantity)
  }
  const { shop } = scope.ctx
  const receivedOn = dayOn(tx.now, shop.zone, shop.dayStartsAtHour)
  const { actor } = tx.origin
  const receipt: ReturnReceiptRow = {
    ...{ id: newId('rrc'), orderId, caseId, note: request.note ?? null },
    ...{ receivedOn, receivedBy: actor, createdAt: tx.now }
  }
  const lines = named.map(({ line, grade, quantity, note }): ReturnReceiptLineRow => {
    const { lineId: orderLineId, sku, variantId } = line
    return {
      ...{ id: newId('rrl'), receiptId: receipt.id, orderLineId, sku, variantId, grade, quantity },
      ...{ locationId: null, note: note ?? null },
      ...{ gradedOn: receivedOn, gradedBy: actor, createdAt: tx.now }
    }
  })
  await putOnHand(tx, scope, lines, {
    locationId: request.locationId ?? null,
    partIdsOf: new Map(order.lines.map((line) => [line.lineId, line.partIds]))
  })
  await insertReceipt(tx, receipt, lines)
  await tell(tx, scope, receipt, lines)
  return { receipt, lines }
}

function beyond(line: MoneyLine, requested: number, received: number) {
  const { lineId: orderLineId, sku, fulfilledQuantity: fulfilled } = line
  return new ReturnExceedsFulfilled({ orderLineId, sku, requested, fulfilled, received })
}

/** Books what is sellable of lines, and notes where it is. */
export async function putOnHand(
  tx: Tx,
  { inventory }: AftersalesScope,
  lines: readonly ReturnReceiptLineRow[],
  { locationId, partIdsOf }: { locationId: string | null; partIdsOf: ReadonlyMap<string, string[]> }
): Promise<void> {
  const sellable = lines.filter(
    ({ grade, variantId }) => grade === 'sellable' && variantId !== null
  )
  const [first] = sellable
  if (!first) return
  const places = await inventory.takeBack(
    tx,
    sellable.map(({ orderLineId, variantId, quantity }) => ({
      orderLineId: partIdsOf.get(orderLineId)?.[0] ?? orderLineId,
      ...{ variantId: variantId!, quantity, locationId }
    })),
    { reason: 'returned', refType: 'returnReceipt', refId: first.receiptId }
  )
  sellable.forEach((line, index) => {
    line.locationId = places[index]!.locationId
  })
}

async function tell(
  tx: Tx,
  scope: AftersalesScope,
  { id: receiptId, orderId, caseId }: ReturnReceiptRow,
  lines: readonly ReturnReceiptLineRow[]
): Promise<void> {
  const units = lines.map(({ orderLineId, sku, grade, quantity, locationId }) => ({
    ...{ orderLineId, sku, grade, quantity, locationId }
  }))
  tx.audit([
    {
      ...{ action: 'return.receive', subjectType: 'returnReceipt', subjectId: receiptId },
      after: { orderId, caseId, lines: units }
    }
  ])
  await tx.emit('return.received', [{ receiptId, orderId, caseId }])
  if (caseId === null) return
  const detail = { receiptId, lines: units }
  await recordArtefacts(tx, scope, [{ caseId, artefact: 'goods', detail }])
}
