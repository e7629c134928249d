import type { Reader } from '#core/database/db'
import type { OrdersService } from '#plugins/orders'

/** Units of an order's lines that others were sent for, by line; those that will not be sent after all are not counted. Six queries at most. */
export async function replacedUnits(
  db: Reader,
  orders: OrdersService,
  orderId: string
): Promise<Map<string, number>> {
  const rows = await db
    .selectFrom('replacementLines')
    .innerJoin('replacements', 'replacements.id', 'replacementLines.replacementId')
    .select([
      'replacementLines.orderLineId',
      'replacementLines.quantity',
      'replacementLines.newLineId',
      'replacements.newOrderId'
    ])
    .where('replacements.orderId', '=', orderId)
    .execute()
  const units = new Map<string, number>()
  if (rows.length === 0) return units
  const money = await orders.moneyOf(db, [...new Set(rows.map(({ newOrderId }) => newOrderId))])
  for (const { orderLineId, quantity, newLineId, newOrderId } of rows) {
    const order = money.get(newOrderId)
    const isOver = order?.state === 'canceled' || order?.state === 'closed'
    const line = order?.lines.find(({ partIds }) => partIds.includes(newLineId))
    const canceled = line?.canceledQuantity ?? 0
    const fulfilled = line?.fulfilledQuantity ?? 0
    const left = isOver ? fulfilled : quantity - canceled
    units.set(orderLineId, (units.get(orderLineId) ?? 0) + Math.max(0, left))
  }
  return units
}
