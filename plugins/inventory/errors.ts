import { defineError } from '#core/errors'

export const StockInsufficient = defineError({
  code: 'STOCK_INSUFFICIENT',
  status: 409,
  title: 'Not enough stock',
  detail: (f: { sku: string; requested: number; available: number }) =>
    `${f.sku}: ${f.requested} requested, ${f.available} available`
})

export const AllocationMissing = defineError({
  code: 'ALLOCATION_MISSING',
  status: 409,
  title: 'Fewer units are allocated than are to leave',
  detail: (f: { orderLineId: string; requested: number; allocated: number }) =>
    `order line ${f.orderLineId}: ${f.requested} to fulfill, ${f.allocated} allocated`
})

export const FulfillmentMissing = defineError({
  code: 'FULFILLMENT_MISSING',
  status: 409,
  title: 'Fewer units have left than are to come back',
  detail: (f: { orderLineId: string; requested: number; fulfilled: number }) =>
    `order line ${f.orderLineId}: ${f.requested} to restock, ${f.fulfilled} fulfilled`
})

export const OnHandBelowLimit = defineError({
  code: 'ON_HAND_BELOW_LIMIT',
  status: 409,
  title: 'On hand would fall below what the backorder limit allows',
  detail: (f: { sku: string; locationId: string; onHand: number; limit: number }) =>
    `${f.sku} at ${f.locationId}: ${f.onHand} on hand, the limit is ${f.limit}`
})

export const StockSkuUnknown = defineError({
  code: 'STOCK_SKU_UNKNOWN',
  status: 422,
  title: 'The catalog has no such SKU',
  detail: (f: { sku: string }) => `no SKU ${JSON.stringify(f.sku)}`
})

export const VariantInStock = defineError({
  code: 'VARIANT_IN_STOCK',
  status: 409,
  title: 'There is stock of this variant',
  detail: (f: { sku: string }) =>
    `${f.sku} has units on hand, promised or on their way: book or release them first`
})

export const IncomingInsufficient = defineError({
  code: 'INCOMING_INSUFFICIENT',
  status: 409,
  title: 'Fewer units are on their way',
  detail: (f: { sku: string; locationId: string; requested: number; incoming: number }) =>
    `${f.sku} at ${f.locationId}: ${f.requested} to take off, ${f.incoming} incoming`
})

export const LocationUnknown = defineError({
  code: 'LOCATION_UNKNOWN',
  status: 422,
  title: 'There is no such location',
  detail: (f: { locationId: string }) => `no location ${JSON.stringify(f.locationId)}`
})

export const LocationInUse = defineError({
  code: 'LOCATION_IN_USE',
  status: 409,
  title: 'The location has a history in the ledger',
  detail: (f: { locationId: string }) =>
    `${f.locationId} cannot be deleted; switch it off with isEnabled: false`
})

export const ReservationEnded = defineError({
  code: 'RESERVATION_ENDED',
  status: 409,
  title: 'The reservation holds nothing anymore',
  detail: (f: { id: string; state: string }) => `reservation ${f.id} is ${f.state}`
})

export const TransferInvalid = defineError({
  code: 'TRANSFER_INVALID',
  status: 422,
  title: 'The transfer cannot be booked',
  detail: (f: { reason: string }) => f.reason
})

export const CountClosed = defineError({
  code: 'COUNT_CLOSED',
  status: 409,
  title: 'The stock count is closed',
  detail: (f: { id: string; state: string }) => `stock count ${f.id} is ${f.state}`
})

export const CountIncomplete = defineError({
  code: 'COUNT_INCOMPLETE',
  status: 409,
  title: 'The stock count has lines that nobody has counted',
  detail: (f: { id: string; missing: number }) => `stock count ${f.id}: ${f.missing} lines left`
})

export const CountNeedsApproval = defineError({
  code: 'COUNT_NEEDS_APPROVAL',
  status: 403,
  title: 'A variance over the tolerance needs somebody else who may approve it',
  detail: (f: { id: string; reason: string }) => `stock count ${f.id}: ${f.reason}`
})

export const PolicyInvalid = defineError({
  code: 'POLICY_INVALID',
  status: 422,
  title: 'The stock policy contradicts itself',
  detail: (f: { reason: string }) => f.reason
})

export const inventoryErrors = [
  StockInsufficient,
  AllocationMissing,
  FulfillmentMissing,
  OnHandBelowLimit,
  StockSkuUnknown,
  VariantInStock,
  IncomingInsufficient,
  LocationUnknown,
  LocationInUse,
  ReservationEnded,
  TransferInvalid,
  CountClosed,
  CountIncomplete,
  CountNeedsApproval,
  PolicyInvalid
]
