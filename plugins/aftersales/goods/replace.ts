import { insertAll, isOneOf } from '#core/database/rows'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { recordArtefacts } from '../cases/record.ts'
import { givenFor } from '../refunds/given.ts'
import type { AftersalesScope } from '../scope.ts'
import { ReplacementExceeds, ReturnEmpty } from './errors.ts'
import { replacedUnits } from './replaced.ts'
import { type GoodsSubject, lineOf, lockSubject } from './subject.ts'
import type { ReplacementKind, ReplacementLineRow, ReplacementRow } from './tables.ts'

/** Goods that are to be sent anew. */
export interface ReplacementRequest extends GoodsSubject {
  kind: ReplacementKind
  lines: readonly {
    /** Units of it that are made good. */
    orderLineId: string
    quantity: number
    /** What is sent. Default: the same. */
    sku?: string
    /** What is to be paid for a unit. Default: nothing. */
    unitPriceMinor?: number
  }[]
  note?: string | undefined
}

/**
 * Has goods sent anew: an order of its own, at price zero unless said otherwise, whose stock is claimed at once. A unit is
 * refunded or replaced, never both. Errors: NOT_FOUND, GOODS_CASE_FOREIGN, RETURN_EMPTY, RETURN_LINE_UNKNOWN,
 * REPLACEMENT_EXCEEDS, SKU_UNKNOWN, SKU_NOT_LIVE, STOCK_INSUFFICIENT.
 */
export async function replaceGoods(
  tx: Tx,
  scope: AftersalesScope,
  request: ReplacementRequest
): Promise<{ replacement: ReplacementRow; lines: ReplacementLineRow[] }> {
  const { order, caseId } = await lockSubject(tx, scope, request)
  const { orderId } = order
  if (request.lines.length === 0) throw new ReturnEmpty({ orderId })
  const given = await givenFor(tx, order)
  const replaced = await replacedUnits(tx, scope.orders, orderId)
  const named = request.lines.map((one) => {
    const line = lineOf(order, one.orderLineId)
    const taken = (given.byLine.get(line.lineId)?.units ?? 0) + (replaced.get(line.lineId) ?? 0)
    const left = Math.max(0, Math.min(line.fulfilledQuantity, line.quantity - taken))
    if (one.quantity > left) {
      const { lineId, sku } = line
      throw new ReplacementExceeds({ orderLineId: lineId, sku, requested: one.quantity, left })
    }
    replaced.set(line.lineId, (replaced.get(line.lineId) ?? 0) + one.quantity)
    return { ...one, line, sku: one.sku ?? line.sku }
  })
  const id = newId('rpl')
  const newOrderId = await scope.orders.placeReplacement(tx, {
    ...{ externalId: id, orderId, note: `${request.kind} for ${order.number}` },
    lines: named.map(({ sku, quantity, unitPriceMinor = 0 }) => ({ sku, quantity, unitPriceMinor }))
  })
  const placed = (await scope.orders.moneyOf(tx, [newOrderId])).get(newOrderId)!
  const replacement: ReplacementRow = {
    ...{ id, orderId, caseId, kind: request.kind, newOrderId, note: request.note ?? null },
    ...{ createdBy: tx.origin.actor, createdAt: tx.now, sentAt: null }
  }
  const lines = named.map(({ line, sku, quantity }, position) => ({
    ...{ replacementId: id, position, orderLineId: line.lineId },
    ...{ newLineId: placed.lines[position]!.lineId, sku, quantity }
  }))
  await insertAll(tx, 'replacements', [replacement])
  await insertAll(tx, 'replacementLines', lines)
  tx.audit([
    {
      ...{ action: 'replacement.place', subjectType: 'order', subjectId: orderId },
      after: { replacementId: id, caseId, newOrderId, lines }
    }
  ])
  const event = { replacementId: id, orderId, caseId, newOrderId }
  await tx.emit('replacement.placed', [event])
  return { replacement, lines }
}

/** A case is settled once what was sent anew for it has left. */
export async function settleReplaced(
  tx: Tx,
  scope: AftersalesScope,
  orderIds: readonly string[]
): Promise<void> {
  if (orderIds.length === 0) return
  const sent = await markSent(tx, orderIds)
  await recordArtefacts(
    tx,
    scope,
    sent.flatMap(({ caseId, id: replacementId, newOrderId }) =>
      caseId === null
        ? []
        : [{ caseId, artefact: 'settlement' as const, detail: { replacementId, newOrderId } }]
    )
  )
}

async function markSent(tx: Tx, orderIds: readonly string[]): Promise<ReplacementRow[]> {
  return tx
    .updateTable('replacements')
    .set({ sentAt: tx.now })
    .where(isOneOf(tx, 'newOrderId', orderIds))
    .where('sentAt', 'is', null)
    .returningAll()
    .execute()
}
