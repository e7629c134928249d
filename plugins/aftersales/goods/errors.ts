import { defineError } from '#core/errors'
import type { Grade } from './tables.ts'

export const ReturnEmpty = defineError({
  code: 'RETURN_EMPTY',
  status: 422,
  title: 'Nothing is said to have come back',
  detail: (f: { orderId: string }) => `lines: name at least one line of ${f.orderId}`
})

export const ReturnLineUnknown = defineError({
  code: 'RETURN_LINE_UNKNOWN',
  status: 422,
  title: 'The order has no such line',
  detail: (f: { orderId: string; orderLineId: string; lineIds: readonly string[] }) =>
    `lines: ${f.orderLineId} is not of ${f.orderId}, which has ${f.lineIds.join(', ')}`
})

export const ReturnExceedsFulfilled = defineError({
  code: 'RETURN_EXCEEDS_FULFILLED',
  status: 409,
  title: 'More came back than has left',
  detail: (f: {
    orderLineId: string
    sku: string
    requested: number
    fulfilled: number
    received: number
  }) => `${f.sku}: ${f.requested} booked, ${f.fulfilled} have left, ${f.received} came back before`
})

export const GradeExceeded = defineError({
  code: 'GRADE_EXCEEDED',
  status: 409,
  title: 'That many units of this grade are not there',
  detail: (f: { sku: string; grade: Grade; requested: number; left: number }) =>
    `${f.sku}: ${f.requested} named, ${f.left} are ${f.grade}`
})

export const GradeFinal = defineError({
  code: 'GRADE_FINAL',
  status: 409,
  title: 'What is sellable is stock by now',
  detail: (f: { sku: string }) => `${f.sku}: correct the stock instead`
})

export const GoodsCaseForeign = defineError({
  code: 'GOODS_CASE_FOREIGN',
  status: 422,
  title: 'This case is about another order',
  detail: (f: { caseId: string; orderId: string }) => `${f.caseId} is not about ${f.orderId}`
})

export const ReplacementExceeds = defineError({
  code: 'REPLACEMENT_EXCEEDS',
  status: 409,
  title: 'That many units are not left to be replaced',
  detail: (f: { orderLineId: string; sku: string; requested: number; left: number }) =>
    `${f.sku}: ${f.requested} asked for; ${f.left} have left and are neither refunded nor replaced`
})

export const goodsErrors = [
  ReturnEmpty,
  ReturnLineUnknown,
  ReturnExceedsFulfilled,
  GradeExceeded,
  GradeFinal,
  GoodsCaseForeign,
  ReplacementExceeds
]
