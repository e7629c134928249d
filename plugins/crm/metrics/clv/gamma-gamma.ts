import type { Weighted } from './bg-nbd.ts'
import { type Minimum, minimize } from './nelder-mead.ts'
import { lnGamma } from './special-functions.ts'

/** How much a population spends: each purchase gamma(p, ν), where ν is gamma(q, v) among customers. */
export interface GammaGamma {
  p: number
  q: number
  v: number
}

/** What a customer has spent on average, on so many repeat purchases. */
export interface Spending {
  repeats: number
  average: number
}

/**
 * What a purchase of a customer is expected to bring: between what the customer has spent and what everybody does; of
 * one without a repeat purchase, the latter.
 *
 * Source: Fader and Hardie 2013, "The Gamma-Gamma model of monetary value", eq. 5.
 */
export function expectedSpending(
  { p, q, v }: GammaGamma,
  { repeats: x, average }: Spending
): number {
  return (p * (v + x * average)) / (p * x + q - 1)
}

/** Log-likelihood of what a customer spends; with at least one repeat purchase, and more than nothing. */
export function gammaGammaLogLikelihood(
  { p, q, v }: GammaGamma,
  { repeats: x, average: m }: Spending
): number {
  return (
    lnGamma(p * x + q) -
    lnGamma(p * x) -
    lnGamma(q) +
    q * Math.log(v) +
    (p * x - 1) * Math.log(m) +
    p * x * Math.log(x) -
    (p * x + q) * Math.log(x * m + v)
  )
}

/** Fits Gamma-Gamma by maximum likelihood. `value` is the log-likelihood, negated. */
export async function fitGammaGamma(
  spendings: readonly Weighted<Spending>[],
  giveWay?: () => Promise<unknown>
): Promise<{ model: GammaGamma; minimum: Minimum }> {
  const customers = spendings.reduce((sum, one) => sum + one.customers, 0)
  const total = spendings.reduce((sum, one) => sum + one.customers * one.average, 0)
  // q stays over 1: below it the population has no mean.
  const toModel = (point: readonly number[]): GammaGamma => {
    const [p, beyond, v] = point.map(Math.exp) as [number, number, number]
    return { p, q: 1 + beyond, v }
  }
  const negated = (point: readonly number[]) => {
    const model = toModel(point)
    let sum = 0
    for (const own of spendings) sum -= own.customers * gammaGammaLogLikelihood(model, own)
    return sum
  }
  const start = [2, 2, total / customers].map(Math.log)
  const minimum = await minimize(negated, start, { ...(giveWay && { giveWay }) })
  return { model: toModel(minimum.point), minimum }
}
