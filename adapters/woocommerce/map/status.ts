import type { ChannelOrderStatus } from '#core/channel/documents'
import type { WireOrder } from '../wire.ts'

/**
 * The shop's own statuses in our words. What is refunded or thrown away depends on whether it had
 * left.
 */
export const orderStatuses: Readonly<Record<string, ChannelOrderStatus>> = {
  'checkout-draft': 'awaiting_payment',
  pending: 'awaiting_payment',
  failed: 'awaiting_payment',
  'on-hold': 'on_hold',
  processing: 'paid',
  completed: 'completed',
  cancelled: 'canceled',
  refunded: 'canceled',
  trash: 'canceled'
}

const over = new Set(['refunded', 'trash'])

/** Where an order stands. `own` are the statuses that extensions have added. */
export function statusOf(
  { status, date_completed_gmt: completed }: Pick<WireOrder, 'status' | 'date_completed_gmt'>,
  own: Readonly<Record<string, ChannelOrderStatus>>
): ChannelOrderStatus {
  if (Object.hasOwn(own, status)) return own[status]!
  if (!Object.hasOwn(orderStatuses, status)) return 'unmapped'
  return over.has(status) && completed ? 'completed' : orderStatuses[status]!
}
