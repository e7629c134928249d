import type { PlacedOrder } from '#plugins/orders'
import type { CrmOrderFactRow } from '../../tables.ts'

/** A line of which units are canceled. */
export interface CanceledLine {
  orderId: string
  quantity: number
  canceledQuantity: number
  totalMinor: number
}

/**
 * What an order contributes to a customer's figures. It counts unless it is canceled or closed.
 *
 * Net is the lines at sale, less the discount on the order, less what was given up since: refunds, or the value of
 * canceled units where that is more (a canceled unit that was paid is refunded too). Shipping and added tax are not in it.
 */
export function contributionOf(
  order: PlacedOrder,
  owner: { memberId: string; customerId: string },
  canceled: readonly CanceledLine[]
): CrmOrderFactRow {
  const counts = order.state !== 'canceled' && order.state !== 'closed'
  const canceledMinor = canceled.reduce((sum, line) => sum + canceledValue(line), 0)
  const givenUpMinor = Math.max(order.refundedMinor, canceledMinor)
  const netMinor = Math.max(0, order.subtotalMinor - order.discountMinor - givenUpMinor)
  return {
    orderId: order.id,
    memberId: owner.memberId,
    customerId: owner.customerId,
    channelId: order.channelId,
    currency: order.currency,
    counts: counts ? 1 : 0,
    orders: counts && order.splitFrom === null ? 1 : 0,
    grossMinor: counts ? order.subtotalMinor : 0,
    netMinor: counts ? netMinor : 0,
    units: counts ? order.units : 0,
    placedAt: order.placedAt,
    splitFrom: order.splitFrom
  }
}

/** Half-up; in whole numbers, since a line's total times its quantity may be beyond 2^53. */
function canceledValue({ quantity, canceledQuantity, totalMinor }: CanceledLine): number {
  if (quantity === 0) return 0
  const product = BigInt(totalMinor) * BigInt(canceledQuantity) * 2n + BigInt(quantity)
  return Number(product / (BigInt(quantity) * 2n))
}

const compared = [
  'counts',
  'orders',
  'grossMinor',
  'netMinor',
  'units',
  'placedAt',
  'currency'
] as const

/** Whether two facts of an order say the same. */
export function isSameFact(one: CrmOrderFactRow, other: CrmOrderFactRow): boolean {
  return compared.every((column) => one[column] === other[column])
}
