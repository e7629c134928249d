import type { ProfitModelRow } from '../tables.ts'

/** What selling costs, and the least that has to be left; see `ProfitModel` for each figure. */
export type ProfitRates = Omit<
  ProfitModelRow,
  'id' | 'channelId' | 'currency' | 'version' | 'createdAt' | 'updatedAt'
>

/** What was sold, or might be: units of one variant for so much. */
export interface Sale {
  /** Paid for all units, tax included, after discounts. */
  paidMinor: number
  /** The same without tax. */
  netMinor: number
  units: number
  costMinor: number
  /** Part of the costs of an order that these units bear: `times / of` orders. */
  orders: { times: number; of: number }
  /** What the shop pays of discounts that `paidMinor` is not less by, such as its part of a platform's coupon. */
  promotionsMinor?: number
}

/** Contribution margins with what lies between them. Each is rounded half-up once, so that parts may differ by one. */
export interface Contribution {
  /** Paid − refunds − tax. */
  netSalesMinor: number
  cogsMinor: number
  cm1Minor: number
  platformFeeMinor: number
  paymentFeeMinor: number
  shippingMinor: number
  packagingMinor: number
  cm2Minor: number
  adsMinor: number
  promotionsMinor: number
  cm3Minor: number
}

/** 10,000 basis points, its square and its cube. */
const whole = 10_000n
const whole2 = whole ** 2n
const whole3 = whole ** 3n

/**
 * CM1 = net sales − cost of goods; CM2 = CM1 − platform fee − payment fee − shipping − packaging; CM3 = CM2 − ads −
 * promotions that the shop bears.
 *
 * Returns: of `returnRateBps` of the units the money goes back and the platform's fee with it, and `resalableBps` of
 * those are stock again; payment fee, shipping, packaging and ads are spent all the same. Reckoned exactly, in whole numbers.
 */
export function contributionOf(rates: ProfitRates, sale: Sale): Contribution {
  const exact = exactContribution(rates, {
    paid: BigInt(sale.paidMinor),
    net: BigInt(sale.netMinor),
    per: 1n,
    units: BigInt(sale.units),
    cost: BigInt(sale.costMinor),
    times: BigInt(sale.orders.times),
    of: BigInt(sale.orders.of),
    promotions: BigInt(sale.promotionsMinor ?? 0)
  })
  const rounded = (amount: bigint) => roundHalfUp(amount, exact.scale)
  return {
    netSalesMinor: rounded(exact.sales),
    cogsMinor: rounded(exact.cogs),
    cm1Minor: rounded(exact.cm1),
    platformFeeMinor: rounded(exact.platformFee),
    paymentFeeMinor: rounded(exact.paymentFee),
    shippingMinor: rounded(exact.shipping),
    packagingMinor: rounded(exact.packaging),
    cm2Minor: rounded(exact.cm2),
    adsMinor: rounded(exact.ads),
    promotionsMinor: sale.promotionsMinor ?? 0,
    cm3Minor: rounded(exact.cm3)
  }
}

/** A sale in whole numbers: `paid` and `net` in parts of `per` to a minor unit. */
export interface ExactSale {
  paid: bigint
  net: bigint
  per: bigint
  units: bigint
  cost: bigint
  times: bigint
  of: bigint
  promotions: bigint
}

/** Contribution margins in parts of `scale` to a minor unit, nothing rounded. */
export function exactContribution(rates: ProfitRates, sale: ExactSale) {
  const { paid, net, per, units, cost, times, of } = sale
  const returned = BigInt(rates.returnRateBps)
  const scale = per * whole3 * of
  const orderScale = times * per * whole3
  const landed =
    cost * (whole + BigInt(rates.landedExtraBps)) + BigInt(rates.landedExtraMinor) * whole

  const sales = net * (whole - returned) * whole2 * of
  const cogs = units * landed * (whole2 - returned * BigInt(rates.resalableBps)) * per * of
  const platformFee = paid * (whole - returned) * BigInt(rates.platformFeeBps) * whole * of
  const paymentFee =
    paid * BigInt(rates.paymentFeeBps) * whole2 * of + BigInt(rates.paymentFeeMinor) * orderScale
  const shipping = BigInt(rates.shippingMinor) * orderScale
  const packaging = BigInt(rates.packagingMinor) * orderScale
  const ads = paid * BigInt(rates.adBps) * whole2 * of + BigInt(rates.adMinor) * orderScale
  const cm1 = sales - cogs
  const cm2 = cm1 - platformFee - paymentFee - shipping - packaging
  const cm3 = cm2 - ads - sale.promotions * scale
  return { scale, sales, cogs, platformFee, paymentFee, shipping, packaging, ads, cm1, cm2, cm3 }
}

/** A margin in basis points of net sales, rounded half-up; null without sales. */
export function marginBps(marginMinor: number, netSalesMinor: number): number | null {
  if (netSalesMinor === 0) return null
  const isNegative = netSalesMinor < 0
  const scaled = BigInt(marginMinor) * whole * (isNegative ? -1n : 1n)
  return roundHalfUp(scaled, BigInt(Math.abs(netSalesMinor)))
}

/** Half away from zero, as everywhere. */
function roundHalfUp(dividend: bigint, divisor: bigint): number {
  if (dividend === 0n) return 0
  const magnitude = dividend < 0n ? -dividend : dividend
  const rounded = (magnitude * 2n + divisor) / (divisor * 2n)
  return Number(dividend < 0n ? -rounded : rounded)
}
