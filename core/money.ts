import { currencyExponent } from './currency.ts'
import { defineError } from './errors.ts'

/** An amount of one currency in its ISO 4217 minor unit: CNY 1.00 is `100`, JPY 1 is `1`. A safe integer. */
export interface Money {
  amountMinor: number
  currency: string
}

export const AmountInvalid = defineError({
  code: 'AMOUNT_INVALID',
  status: 400,
  title: 'Not an amount of money',
  detail: (f: { amount: string; reason: string }) => `${JSON.stringify(f.amount)}: ${f.reason}`
})

/** Returns the number if it is a safe integer. Errors: AMOUNT_INVALID beyond ±(2^53 − 1) or with a fraction. */
export function safeMinor(amountMinor: number): number {
  if (!Number.isSafeInteger(amountMinor)) {
    throw new AmountInvalid({
      amount: String(amountMinor),
      reason: 'must be a whole number of minor units within ±(2^53 − 1)'
    })
  }
  return amountMinor
}

const decimalPattern = /^([+-]?)(\d{1,20})(?:\.(\d{0,20}))?$/

/**
 * Reads a decimal number such as `2.55` as minor units of a currency, times a whole quantity.
 *
 * Rounding: half away from zero, once, after the multiplication; exact, no floating point.
 * Errors: AMOUNT_INVALID, CURRENCY_UNKNOWN.
 */
export function parseAmountMinor(decimal: string, currency: string, quantity = 1): number {
  const match = decimalPattern.exec(decimal)
  if (!match) {
    throw new AmountInvalid({
      amount: decimal,
      reason: 'must be a plain decimal number, such as 12.50'
    })
  }
  const exponent = currencyExponent(currency)
  const fraction = match[3] ?? ''
  const digits = BigInt(match[2] + fraction) * BigInt(quantity)
  const scale = fraction.length - exponent
  const minor =
    scale <= 0 ? digits * 10n ** BigInt(-scale) : divideHalfUp(digits, 10n ** BigInt(scale))
  const signed = match[1] === '-' ? -minor : minor
  if (signed > BigInt(Number.MAX_SAFE_INTEGER) || signed < BigInt(-Number.MAX_SAFE_INTEGER)) {
    throw new AmountInvalid({ amount: decimal, reason: 'is beyond ±(2^53 − 1) minor units' })
  }
  return Number(signed)
}

/** Writes minor units as a plain decimal number in the currency's own number of places: `1250` CNY is `12.50`. */
export function formatAmount(amountMinor: number, currency: string): string {
  const exponent = currencyExponent(currency)
  const digits = String(Math.abs(amountMinor)).padStart(exponent + 1, '0')
  const sign = amountMinor < 0 ? '-' : ''
  if (exponent === 0) return sign + digits
  return `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

/** A part of an amount in basis points (10,000 = all of it), rounded half away from zero. Errors: AMOUNT_INVALID. */
export function basisPointsOf(amountMinor: number, bps: number): number {
  return ratioOf(amountMinor, bps, 10_000)
}

/**
 * An amount times a ratio of two whole numbers, rounded half away from zero; exact, no floating point.
 * Errors: AMOUNT_INVALID.
 */
export function ratioOf(amountMinor: number, numerator: number, denominator: number): number {
  const dividend = amountMinor * numerator
  // Whole numbers this small divide exactly, and much faster than big ones.
  if (Number.isSafeInteger(dividend) && Number.isSafeInteger(denominator) && denominator > 0) {
    const rest = Math.abs(dividend) % denominator
    const whole = (Math.abs(dividend) - rest) / denominator
    const rounded = rest >= denominator - rest ? whole + 1 : whole
    return dividend < 0 && rounded !== 0 ? -rounded : rounded
  }
  const exact = BigInt(amountMinor) * BigInt(numerator)
  return safeMinor(Number(divideHalfUp(exact, BigInt(denominator))))
}

/**
 * Splits an amount over weights by largest remainder, ties to the first.
 *
 * Shape: one part per weight, same order; the parts always sum to the whole. All weights zero: evenly.
 * Errors: RangeError without weights, or with a weight below zero or that is no safe integer.
 * Source: domain rule "splitting an amount over lines"; [4300, 1400, 2300] over 300 is [161, 53, 86].
 */
export function allocate(amountMinor: number, weights: readonly number[]): number[] {
  if (weights.length === 0) throw new RangeError('allocate: at least one weight is needed')
  if (!weights.every((weight) => Number.isSafeInteger(weight) && weight >= 0)) {
    throw new RangeError('allocate: weights are safe integers of zero or more')
  }
  safeMinor(amountMinor)
  if (!weights.some((weight) => weight > 0)) {
    return allocate(
      amountMinor,
      weights.map(() => 1)
    )
  }
  const whole = Math.abs(amountMinor)
  const { parts, remainders } = floorsOf(whole, weights)
  const left = whole - parts.reduce((sum, part) => sum + part, 0)
  if (left > 0) {
    const byRemainder = weights
      .map((_, index) => index)
      .sort((a, b) => compare(remainders[b]!, remainders[a]!) || a - b)
    for (const index of byRemainder.slice(0, left)) parts[index]! += 1
  }
  return amountMinor < 0 ? parts.map((part) => (part === 0 ? 0 : -part)) : parts
}

/** Each weight's share of the whole, rounded down, and what that leaves over in parts of all weights. */
function floorsOf(
  whole: number,
  weights: readonly number[]
): { parts: number[]; remainders: readonly (number | bigint)[] } {
  const sum = weights.reduce((total, weight) => total + weight, 0)
  // Whole numbers this small divide exactly, and much faster than big ones. No product is above whole × sum.
  if (Number.isSafeInteger(sum) && Number.isSafeInteger(whole * sum)) {
    const remainders = weights.map((weight) => (whole * weight) % sum)
    const parts = weights.map((weight, i) => (whole * weight - remainders[i]!) / sum)
    return { parts, remainders }
  }
  const total = weights.reduce((all, weight) => all + BigInt(weight), 0n)
  const products = weights.map((weight) => BigInt(whole) * BigInt(weight))
  return {
    parts: products.map((product) => Number(product / total)),
    remainders: products.map((product) => product % total)
  }
}

/** Integer division rounded half away from zero. */
function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  const negative = dividend < 0n
  const magnitude = negative ? -dividend : dividend
  const rounded = (magnitude * 2n + divisor) / (divisor * 2n)
  return negative ? -rounded : rounded
}

function compare(a: number | bigint, b: number | bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}
