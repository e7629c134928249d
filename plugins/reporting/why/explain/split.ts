import { roundToSum } from './round.ts'

/** What a period has brought; visitors null: nobody counts them. Money in minor units, before refunds. */
export interface Period {
  visitors: number | null
  orders: number
  salesMinor: number
}

export const factorNames = ['visitors', 'conversion', 'orders', 'orderValue'] as const
export type FactorName = (typeof factorNames)[number]

/** `sequential`: a factor was zero on one side, so that shares by logarithms do not exist. */
export const splitMethods = ['lmdi', 'sequential'] as const
export type SplitMethod = (typeof splitMethods)[number]

export interface Split {
  method: SplitMethod
  /** Their sum is the change of sales, to the minor unit. */
  parts: { name: FactorName; changeMinor: number }[]
}

/**
 * Splits a change of sales into what visitors, conversion and order value have done; into orders and order value where
 * visitors are not counted.
 *
 * By the logarithmic mean Divisia index (LMDI): a factor's part is L × ln(after / before), where L is the logarithmic mean of
 * the sales: nothing is left over and the order of the factors does not matter. Where a factor is zero the factors are changed
 * one after the other, in the order of the list; one that has no value on one side keeps that of the other. Rounded by
 * largest remainder.
 * Source: Ang, B. W. (2005), The LMDI approach to decomposition analysis, Energy Policy 33, 867–871.
 */
export function splitSales(before: Period, after: Period): Split {
  const factors = factorsOf(before, after)
  const change = after.salesMinor - before.salesMinor
  const isPositive =
    before.salesMinor > 0 &&
    after.salesMinor > 0 &&
    factors.every((factor) => factor.before > 0 && factor.after > 0)
  const exact = isPositive
    ? byLogarithms(factors, before.salesMinor, after.salesMinor)
    : oneByOne(factors, before.salesMinor, after.salesMinor)
  const rounded = roundToSum(exact, change)
  return {
    method: isPositive ? 'lmdi' : 'sequential',
    parts: factors.map(({ name }, index) => ({ name, changeMinor: rounded[index]! }))
  }
}

interface Factor {
  name: FactorName
  before: number
  after: number
}

function factorsOf(before: Period, after: Period): Factor[] {
  const value = ratios(before, after, ({ salesMinor, orders }) => [salesMinor, orders])
  if (before.visitors === null || after.visitors === null) {
    return [
      { name: 'orders', before: before.orders, after: after.orders },
      { name: 'orderValue', ...value }
    ]
  }
  return [
    { name: 'visitors', before: before.visitors, after: after.visitors },
    { name: 'conversion', ...ratios(before, after, (of) => [of.orders, of.visitors!]) },
    { name: 'orderValue', ...value }
  ]
}

/** A ratio on both sides; where one side has none it is that of the other, so that it has not changed. */
function ratios(before: Period, after: Period, of: (period: Period) => [number, number]) {
  const ratio = ([part, whole]: [number, number]) => (whole === 0 ? null : part / whole)
  const [old, now] = [ratio(of(before)), ratio(of(after))]
  return { before: old ?? now ?? 0, after: now ?? old ?? 0 }
}

function byLogarithms(factors: readonly Factor[], before: number, after: number): number[] {
  const logs = factors.map((factor) => Math.log(factor.after / factor.before))
  const mean = before === after ? before : (after - before) / (Math.log(after) - Math.log(before))
  return logs.map((log) => mean * log)
}

/** What the product does not explain, such as sales without an order, is the last factor's. */
function oneByOne(factors: readonly Factor[], before: number, after: number): number[] {
  const parts: number[] = []
  let reached = before
  for (let at = 0; at < factors.length; at++) {
    const isLast = at === factors.length - 1
    const product = factors.reduce(
      (all, factor, index) => all * (index <= at ? factor.after : factor.before),
      1
    )
    const next = isLast ? after : product
    parts.push(next - reached)
    reached = next
  }
  return parts
}
