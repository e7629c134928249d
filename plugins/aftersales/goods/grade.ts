import { insertAll } from '#core/database/rows'
import { NotFound } from '#core/http/errors'
import { newId } from '#core/ids'
import type { Tx } from '#core/transaction'
import { dayOn } from '#core/zone'
import type { AftersalesScope } from '../scope.ts'
import { GradeExceeded, GradeFinal } from './errors.ts'
import { putOnHand } from './receive.ts'
import { findReceipt, receiptLines } from './repository.ts'
import { lineOf } from './subject.ts'
import type { Grade, ReturnReceiptLineRow, ReturnReceiptRow } from './tables.ts'

/** Units of a receipt that turned out to be of another grade: repaired, or beyond repair. */
export interface GradeRequest {
  orderLineId: string
  from: Grade
  to: Grade
  quantity: number
  locationId?: string | undefined
  note?: string | undefined
}

/**
 * Grades units of a receipt anew: what is sellable from now on is on hand. What was sellable is stock already, and is
 * corrected there. Errors: NOT_FOUND, RETURN_LINE_UNKNOWN, GRADE_FINAL, GRADE_EXCEEDED, LOCATION_UNKNOWN.
 */
export async function gradeAnew(
  tx: Tx,
  scope: AftersalesScope,
  receiptId: string,
  { orderLineId: named, from, to, quantity, locationId, note }: GradeRequest
): Promise<{ receipt: ReturnReceiptRow; lines: ReturnReceiptLineRow[] }> {
  const receipt = await findReceipt(tx, receiptId)
  if (!receipt) throw new NotFound({ what: 'return receipt', id: receiptId })
  const order = await scope.orders.lockMoney(tx, receipt.orderId)
  const { lineId: orderLineId, sku, variantId } = lineOf(order, named)
  if (from === 'sellable') throw new GradeFinal({ sku })
  const left = (await receiptLines(tx, [receiptId]))
    .filter((line) => line.orderLineId === orderLineId && line.grade === from)
    .reduce((sum, line) => sum + line.quantity, 0)
  if (quantity > left) throw new GradeExceeded({ sku, grade: from, requested: quantity, left })
  const { shop } = scope.ctx
  const base = {
    ...{ receiptId, orderLineId, sku, variantId, locationId: null, note: note ?? null },
    gradedOn: dayOn(tx.now, shop.zone, shop.dayStartsAtHour),
    ...{ gradedBy: tx.origin.actor, createdAt: tx.now }
  }
  const lines: ReturnReceiptLineRow[] = [
    { ...base, id: newId('rrl'), grade: from, quantity: -quantity },
    { ...base, id: newId('rrl'), grade: to, quantity }
  ]
  await putOnHand(tx, scope, lines, {
    locationId: locationId ?? null,
    partIdsOf: new Map(order.lines.map((line) => [line.lineId, line.partIds]))
  })
  await insertAll(tx, 'returnReceiptLines', lines)
  tx.audit([
    {
      ...{ action: 'return.grade', subjectType: 'returnReceipt', subjectId: receiptId },
      after: { orderLineId, sku, from, to, quantity }
    }
  ])
  return { receipt, lines: await receiptLines(tx, [receiptId]) }
}
