import { defineError } from '#core/errors'
import type { OrderState } from './api.ts'

export const OrderStateIllegal = defineError({
  code: 'ORDER_STATE_ILLEGAL',
  status: 409,
  title: 'The order cannot take this step',
  detail: (f: { orderId: string; from: OrderState; to: string; legal: readonly string[] }) =>
    `${f.orderId} is ${f.from} and cannot become ${f.to}; from here: ${f.legal.join(', ') || 'nothing'}`
})

export const OrderDuplicate = defineError({
  code: 'ORDER_DUPLICATE',
  status: 409,
  title: 'This order is there already',
  detail: (f: { externalId: string; orderId: string }) => `${f.externalId} is ${f.orderId}`
})

export const SkuUnknown = defineError({
  code: 'SKU_UNKNOWN',
  status: 422,
  title: 'The catalog does not have this SKU',
  detail: (f: { sku: string }) => JSON.stringify(f.sku)
})

export const SkuNotLive = defineError({
  code: 'SKU_NOT_LIVE',
  status: 422,
  title: 'This SKU is not for sale',
  detail: (f: { sku: string; lifecycle: string }) => `${f.sku} is ${f.lifecycle}`
})

export const PriceMissing = defineError({
  code: 'PRICE_MISSING',
  status: 422,
  title: 'There is no list price for this SKU',
  detail: (f: { sku: string; currency: string }) =>
    `${f.sku} has none in ${f.currency}; send unitPriceMinor`
})

export const OrderAmountsInvalid = defineError({
  code: 'ORDER_AMOUNTS_INVALID',
  status: 422,
  title: 'The amounts of the order do not work out',
  detail: (f: { reason: string }) => f.reason
})

export const OrderOnHold = defineError({
  code: 'ORDER_ON_HOLD',
  status: 409,
  title: 'The order is on hold',
  detail: (f: { orderId: string; holds: readonly string[] }) =>
    `${f.orderId} is held because of ${f.holds.join(', ')}`
})

export const OrderNotHeld = defineError({
  code: 'ORDER_NOT_HELD',
  status: 409,
  title: 'Nobody has put this order on hold',
  detail: (f: { orderId: string; holds: readonly string[] }) =>
    f.holds.length === 0
      ? `${f.orderId} is free`
      : `${f.orderId} is held because of ${f.holds.join(', ')}: resolve its exceptions`
})

export const OrderLineUnknown = defineError({
  code: 'ORDER_LINE_UNKNOWN',
  status: 422,
  title: 'The order has no such line',
  detail: (f: { orderId: string; lineId: string }) => `${f.lineId} is not on ${f.orderId}`
})

export const OrderQuantityExceeded = defineError({
  code: 'ORDER_QUANTITY_EXCEEDED',
  status: 409,
  title: 'The line does not have that many units left',
  detail: (f: { lineId: string; sku: string; requested: number; left: number; shipped: number }) =>
    `${f.sku}: ${f.requested} requested, ${f.left} left to ship, ${f.shipped} shipped already`
})

export const OrderNothingLeft = defineError({
  code: 'ORDER_NOTHING_LEFT',
  status: 409,
  title: 'Nothing is left to ship',
  detail: (f: { orderId: string }) => `every unit of ${f.orderId} has left or was canceled`
})

export const OrderNotAllocated = defineError({
  code: 'ORDER_NOT_ALLOCATED',
  status: 409,
  title: 'There is no stock for this line yet',
  detail: (f: { lineId: string; sku: string; requested: number; allocated: number }) =>
    `${f.sku}: ${f.requested} requested, ${f.allocated} allocated`
})

export const PaymentExceedsDue = defineError({
  code: 'PAYMENT_EXCEEDS_DUE',
  status: 409,
  title: 'More than what is due',
  detail: (f: { amountMinor: number; dueMinor: number; currency: string }) =>
    `${f.amountMinor} paid, ${f.dueMinor} due (minor units of ${f.currency})`
})

export const OrderNotMergeable = defineError({
  code: 'ORDER_NOT_MERGEABLE',
  status: 409,
  title: 'These orders cannot become one',
  detail: (f: { orderId: string; reason: string }) => `${f.orderId}: ${f.reason}`
})

export const OrderNotSplittable = defineError({
  code: 'ORDER_NOT_SPLITTABLE',
  status: 409,
  title: 'The order cannot be split like this',
  detail: (f: { orderId: string; reason: string }) => `${f.orderId}: ${f.reason}`
})

export const OrderNotAmendable = defineError({
  code: 'ORDER_NOT_AMENDABLE',
  status: 409,
  title: 'The order cannot be changed like this',
  detail: (f: { orderId: string; reason: string }) => `${f.orderId}: ${f.reason}`
})

export const ExceptionSettlesItself = defineError({
  code: 'EXCEPTION_SETTLES_ITSELF',
  status: 409,
  title: 'This exception goes when its cause does',
  detail: (f: { kind: string; hint: string }) => `${f.kind}: ${f.hint}`
})

export const VariantOnOrders = defineError({
  code: 'VARIANT_ON_ORDERS',
  status: 409,
  title: 'Orders name this variant',
  detail: (f: { sku: string }) => `${f.sku} has been ordered: retire its product instead`
})
