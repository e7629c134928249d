import { defineError } from '#core/errors'

export const RefundNothingCaptured = defineError({
  code: 'REFUND_NOTHING_CAPTURED',
  status: 409,
  title: 'Nothing was paid for this order yet',
  detail: (f: { orderId: string }) => `${f.orderId}: cancel it instead`
})

export const RefundEmpty = defineError({
  code: 'REFUND_EMPTY',
  status: 422,
  title: 'This refund gives nothing back',
  detail: (f: { orderId: string; reason: string }) => `${f.orderId}: ${f.reason}`
})

export const RefundExceeds = defineError({
  code: 'REFUND_EXCEEDS',
  status: 409,
  title: 'More than what can still be given back',
  detail: (f: {
    orderId: string
    paymentId: string | null
    requestedMinor: number
    maximumMinor: number
    currency: string
  }) =>
    `${f.paymentId ?? f.orderId}: ${f.requestedMinor} asked for, at most ${f.maximumMinor} ` +
    `(minor units of ${f.currency})`
})

export const RefundPaymentForeign = defineError({
  code: 'REFUND_PAYMENT_FOREIGN',
  status: 422,
  title: 'This payment is of another order',
  detail: (f: { orderId: string; paymentId: string; paymentIds: readonly string[] }) =>
    `${f.paymentId} is not of ${f.orderId}, which has ${f.paymentIds.join(', ') || 'none'}`
})

export const RefundCurrencyMixed = defineError({
  code: 'REFUND_CURRENCY_MIXED',
  status: 422,
  title: 'Money is given back in the currency it was paid in',
  detail: (f: { orderId: string; currency: string; orderCurrency: string }) =>
    `${f.orderId} was paid in ${f.orderCurrency}, not ${f.currency}`
})

export const RefundLineUnknown = defineError({
  code: 'REFUND_LINE_UNKNOWN',
  status: 422,
  title: 'The order has no such line',
  detail: (f: { orderId: string; orderLineId: string; lineIds: readonly string[] }) =>
    `${f.orderLineId} is not of ${f.orderId}, which has ${f.lineIds.join(', ')}`
})

export const RefundUnitsExceeded = defineError({
  code: 'REFUND_UNITS_EXCEEDED',
  status: 409,
  title: 'That many units are not left to be refunded',
  detail: (f: { orderLineId: string; sku: string; requested: number; left: number }) =>
    `${f.sku}: ${f.requested} asked for, ${f.left} are neither refunded nor replaced`
})

export const RefundChanged = defineError({
  code: 'REFUND_CHANGED',
  status: 409,
  title: 'The refund comes to another amount than expected',
  detail: (f: { expectedMinor: number; amountMinor: number }) =>
    `${f.expectedMinor} expected, ${f.amountMinor} now: preview it again`
})

export const RefundCaseForeign = defineError({
  code: 'REFUND_CASE_FOREIGN',
  status: 422,
  title: 'This case is about another order',
  detail: (f: { caseId: string; orderId: string }) => `${f.caseId} is not about ${f.orderId}`
})

export const CompensationTooHigh = defineError({
  code: 'COMPENSATION_TOO_HIGH',
  status: 403,
  title: 'This key may not give that much',
  detail: (f: { field: string; amountMinor: number; maximumMinor: number; permission: string }) =>
    `${f.field}: at most ${f.maximumMinor} without the permission ${f.permission}`
})

export const RefundPartSettled = defineError({
  code: 'REFUND_PART_SETTLED',
  status: 409,
  title: 'This part of the refund waits for nobody',
  detail: (f: { partId: string; way: string; state: string; reason: string }) =>
    `${f.partId} (${f.way}) is ${f.state}: ${f.reason}`
})

export const RefundOptionInvalid = defineError({
  code: 'REFUND_OPTION_INVALID',
  status: 400,
  title: 'An option of refunds cannot be used',
  detail: (f: { option: string; fix: string }) => `aftersales.refunds.${f.option}: ${f.fix}`
})

export const refundErrors = [
  RefundNothingCaptured,
  RefundEmpty,
  RefundExceeds,
  RefundPaymentForeign,
  RefundCurrencyMixed,
  RefundLineUnknown,
  RefundUnitsExceeded,
  RefundChanged,
  RefundCaseForeign,
  CompensationTooHigh,
  RefundPartSettled,
  RefundOptionInvalid
]
