import { defineError } from '#core/errors'

export const FlashSoldOut = defineError({
  code: 'FLASH_SOLD_OUT',
  status: 409,
  title: 'All units at the flash price are taken',
  detail: (f: { promotionId: string; sku: string }) =>
    `${f.sku} is sold out as long as the promotion lasts; units of canceled orders come back`
})

export const FlashLineFull = defineError({
  code: 'FLASH_LINE_FULL',
  status: 409,
  title: 'The line for the flash price is full',
  retryable: true,
  detail: (f: { promotionId: string; sku: string; waiting: number }) =>
    `${f.sku}: ${f.waiting} orders wait; try again in a moment`
})

export const FlashCustomerLimit = defineError({
  code: 'FLASH_CUSTOMER_LIMIT',
  status: 409,
  title: 'The customer has as many units at the flash price as one may have',
  detail: (f: { promotionId: string; sku: string; explanation: string }) =>
    `${f.sku}: ${f.explanation}`
})

export const FlashUnitsTaken = defineError({
  code: 'FLASH_UNITS_TAKEN',
  status: 409,
  title: 'More units are sold at the flash price than the promotion is to have',
  detail: (f: { sku: string; quantity: number; taken: number }) =>
    `${f.sku}: quantity ${f.quantity}, but ${f.taken} are taken; give at least that many`
})

export const flashErrors = [FlashSoldOut, FlashLineFull, FlashCustomerLimit, FlashUnitsTaken]
