import { defineError } from '#core/errors'

export const ReturnNotOfOrder = defineError({
  code: 'RETURN_NOT_OF_ORDER',
  status: 422,
  title: 'These units cannot come back from this order',
  detail: (f: { orderId: string; orderLineId: string | null; reason: string }) =>
    `${f.orderLineId ?? f.orderId}: ${f.reason}`
})

export const returnErrors = [ReturnNotOfOrder]
