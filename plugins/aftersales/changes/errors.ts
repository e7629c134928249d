import { defineError } from '#core/errors'

export const ChangeOpen = defineError({
  code: 'ORDER_CHANGE_OPEN',
  status: 409,
  title: 'A change of this order is open already',
  detail: (f: { orderId: string; changeId: string }) =>
    `${f.changeId}: add to it, confirm it or discard it`
})

export const ChangeSettled = defineError({
  code: 'ORDER_CHANGE_SETTLED',
  status: 409,
  title: 'This change is over',
  detail: (f: { changeId: string; state: string }) => `${f.changeId} is ${f.state}: begin another`
})

export const ChangeLineUnknown = defineError({
  code: 'ORDER_CHANGE_LINE_UNKNOWN',
  status: 422,
  title: 'Neither the order nor the change has such a line',
  detail: (f: { field: string; lineId: string; lineIds: readonly string[] }) =>
    `${f.field}: ${f.lineId} is none of ${f.lineIds.join(', ')}`
})

export const ChangePriceMissing = defineError({
  code: 'ORDER_CHANGE_PRICE_MISSING',
  status: 422,
  title: 'There is no list price for this SKU',
  detail: (f: { field: string; sku: string; currency: string }) =>
    `${f.field}: ${f.sku} has none in ${f.currency}; send unitPriceMinor`
})

export const ChangeSkuUnknown = defineError({
  code: 'ORDER_CHANGE_SKU_UNKNOWN',
  status: 422,
  title: 'The catalog does not have this SKU',
  detail: (f: { field: string; sku: string }) => `${f.field}: ${f.sku}`
})

export const ChangeBelowGiven = defineError({
  code: 'ORDER_CHANGE_BELOW_GIVEN',
  status: 409,
  title: 'Less would be left of a line than was refunded, replaced or sent back',
  detail: (f: { lineId: string; sku: string; reason: string }) => `${f.sku}: ${f.reason}`
})

export const ChangeOutdated = defineError({
  code: 'ORDER_CHANGE_OUTDATED',
  status: 409,
  title: 'The order comes to another amount than expected',
  detail: (f: { expectedMinor: number; afterMinor: number }) =>
    `${f.expectedMinor} expected, ${f.afterMinor} now: preview it again`
})

export const ChangeEmpty = defineError({
  code: 'ORDER_CHANGE_EMPTY',
  status: 422,
  title: 'This change changes nothing',
  detail: (f: { changeId: string }) => `${f.changeId}: add an action first`
})

export const changeErrors = [
  ChangeOpen,
  ChangeSettled,
  ChangeLineUnknown,
  ChangePriceMissing,
  ChangeSkuUnknown,
  ChangeBelowGiven,
  ChangeOutdated,
  ChangeEmpty
]
