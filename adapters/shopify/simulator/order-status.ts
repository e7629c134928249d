import type { ChannelOrderStatus } from '#core/channel/documents'
import type { WireOrder } from '../wire.ts'

type Change = Partial<Pick<WireOrder, 'displayFinancialStatus' | 'displayFulfillmentStatus'>> & {
  isCanceled?: boolean
  isClosed?: boolean
  isDelivered?: boolean
}

const unshipped = { displayFinancialStatus: 'PAID', displayFulfillmentStatus: 'UNFULFILLED' }
const shipped = { displayFinancialStatus: 'PAID', displayFulfillmentStatus: 'FULFILLED' }

const changes: Readonly<Record<ChannelOrderStatus, Change | null>> = {
  awaiting_payment: { ...unshipped, displayFinancialStatus: 'PENDING' },
  paid: unshipped,
  partially_shipped: { ...unshipped, displayFulfillmentStatus: 'PARTIALLY_FULFILLED' },
  shipped,
  delivered: { ...shipped, isDelivered: true },
  completed: { ...shipped, isClosed: true },
  canceled: { ...unshipped, isCanceled: true },
  on_hold: { ...unshipped, displayFulfillmentStatus: 'ON_HOLD' },
  unmapped: null
}

/** Sets both axes and both times of an order. Errors: RangeError for a status Shopify lacks. */
export function setStatus(wire: WireOrder, status: ChannelOrderStatus, now: string): void {
  const change = changes[status]
  if (change === null) throw new RangeError(`Shopify has no status for ${status}`)
  wire.displayFinancialStatus = change.displayFinancialStatus!
  wire.displayFulfillmentStatus = change.displayFulfillmentStatus!
  wire.cancelledAt = change.isCanceled ? now : null
  wire.closedAt = change.isClosed ? now : null
  if (change.isDelivered && wire.fulfillments.length === 0) {
    wire.fulfillments.push({ status: 'SUCCESS', deliveredAt: null })
  }
  for (const parcel of wire.fulfillments) parcel.deliveredAt = change.isDelivered ? now : null
}
