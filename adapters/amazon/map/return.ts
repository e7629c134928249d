import type { AfterSaleStatus, ChannelAfterSale } from '#core/channel/documents'
import type { WireReturn } from '../wire.ts'
import { toInstant } from './order.ts'

/** Amazon's statuses of a return in our words. */
export const returnStatuses: Readonly<Record<string, AfterSaleStatus>> = {
  CREATED: 'awaiting_return',
  CARRIER_NOTIFIED_TO_PICK_UP_FROM_CUSTOMER: 'awaiting_return',
  CARRIER_OUT_FOR_PICK_UP_FROM_CUSTOMER: 'awaiting_return',
  CUSTOMER_RESCHEDULED_PICK_UP: 'awaiting_return',
  PICKED_FROM_CUSTOMER: 'awaiting_return',
  CUSTOMER_DROPPED_OFF: 'awaiting_return',
  IN_TRANSIT: 'awaiting_return',
  OUT_FOR_DELIVERY: 'awaiting_return',
  REPLANNED: 'awaiting_return',
  DELIVERED: 'awaiting_receipt',
  PARTIALLY_PROCESSED: 'awaiting_receipt',
  PROCESSED: 'done',
  REJECTED: 'refused',
  CUSTOMER_CANCELLED_PICK_UP: 'closed',
  CANCELLED: 'closed'
}

const types: Readonly<Record<string, ChannelAfterSale['type']>> = {
  REPLACEMENT: 'reship',
  EXCHANGE: 'exchange'
}

/**
 * Their return in our words. It is not about money: that Amazon keeps elsewhere. Errors:
 * TypeError.
 */
export function toAfterSale(wire: WireReturn): ChannelAfterSale {
  if (typeof wire.id !== 'string' || wire.id === '') throw new TypeError('a return without an id')
  const { status, returnSubType = '', returnMetadata, marketplaceChannelDetails } = wire
  const { merchantSku, numberOfUnits, creationDateTime } = wire
  return {
    kind: 'afterSale',
    externalId: wire.id,
    orderExternalId: marketplaceChannelDetails?.customerOrderId ?? null,
    type: types[returnSubType] ?? 'return',
    status: Object.hasOwn(returnStatuses, status) ? returnStatuses[status]! : 'unmapped',
    rawStatus: status,
    currency: null,
    amountMinor: null,
    reason: returnMetadata?.returnReason ?? '',
    ...(merchantSku && {
      lines: [{ externalId: null, sku: merchantSku, quantity: numberOfUnits ?? null }]
    }),
    ...(creationDateTime && { openedAt: toInstant(creationDateTime) }),
    version: null,
    modifiedAt: toInstant(wire.lastUpdatedDateTime),
    body: { ...wire }
  }
}
