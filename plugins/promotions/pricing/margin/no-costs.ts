import type { ProfitRates } from './contribution.ts'

/** A profit model of a shop that sells for nothing but the cost of its goods: where there is no model. */
export const noCosts: ProfitRates = {
  taxBps: 0,
  landedExtraBps: 0,
  landedExtraMinor: 0,
  platformFeeBps: 0,
  paymentFeeBps: 0,
  paymentFeeMinor: 0,
  shippingMinor: 0,
  packagingMinor: 0,
  adBps: 0,
  adMinor: 0,
  returnRateBps: 0,
  resalableBps: 10_000,
  unitsPerOrder: 1,
  floorBps: 0,
  floorMinor: 0
}
