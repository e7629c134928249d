import { defineError } from '#core/errors'

export const PricingInvalid = defineError({
  code: 'PRICING_INVALID',
  status: 422,
  title: 'The price cannot be meant this way',
  detail: (f: { field: string; reason: string }) => `${f.field}: ${f.reason}`
})

export const PricingHandleTaken = defineError({
  code: 'PRICING_HANDLE_TAKEN',
  status: 409,
  title: 'Something of this kind has that handle already',
  detail: (f: { what: string; handle: string }) =>
    `there is a ${f.what} ${JSON.stringify(f.handle)}; choose another handle, or change that one`
})

export const PriceChangeClosed = defineError({
  code: 'PRICE_CHANGE_CLOSED',
  status: 409,
  title: 'The price change is no longer open for that',
  detail: (f: { id: string; state: string }) => `price change ${f.id} is ${f.state}`
})

export const PriceChangeOwn = defineError({
  code: 'PRICE_CHANGE_OWN',
  status: 403,
  title: 'Somebody else has to approve a price change',
  detail: (f: { id: string }) => `price change ${f.id} was asked for with this very key`
})

export const pricingErrors = [PricingInvalid, PricingHandleTaken, PriceChangeClosed, PriceChangeOwn]
