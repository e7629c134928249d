import { type Minimum, minimize } from './nelder-mead.ts'
import { hypergeometric, lnGamma } from './special-functions.ts'

/** How a population buys: rates are gamma(r, α), and after each purchase a beta(a, b) part stays away for good. */
export interface BgNbd {
  r: number
  alpha: number
  a: number
  b: number
}

/** How one customer has bought. Times in one unit, such as weeks, from the first purchase. */
export interface Purchases {
  /** Purchases after the first. */
  repeats: number
  /** Time of the last one; 0 when it was the first. */
  lastAt: number
  /** Time that was watched. */
  observed: number
}

/**
 * Log-likelihood of a customer's purchases under BG/NBD.
 *
 * Source: Fader, Hardie and Lee 2005, "Counting your customers" the easy way, eq. 6 as they compute it in Excel.
 */
export function bgNbdLogLikelihood(
  { r, alpha, a, b }: BgNbd,
  { repeats: x, lastAt, observed }: Purchases
): number {
  const rate = lnGamma(r + x) - lnGamma(r) + r * Math.log(alpha)
  const beta = lnGamma(a + b) + lnGamma(b + x) - lnGamma(b) - lnGamma(a + b + x)
  const alive = -(r + x) * Math.log(alpha + observed)
  if (x === 0) return rate + beta + alive
  const gone = Math.log(a) - Math.log(b + x - 1) - (r + x) * Math.log(alpha + lastAt)
  const larger = Math.max(alive, gone)
  return rate + beta + larger + Math.log(Math.exp(alive - larger) + Math.exp(gone - larger))
}

/** How likely it is that a customer still buys. */
export function aliveProbability(
  { r, alpha, a, b }: BgNbd,
  { repeats: x, lastAt, observed }: Purchases
): number {
  if (x === 0) return 1
  return 1 / (1 + (a / (b + x - 1)) * ((alpha + observed) / (alpha + lastAt)) ** (r + x))
}

/**
 * How many purchases a customer is expected to make within a time from now.
 *
 * Source: Fader, Hardie and Lee 2005, eq. 10. It has no value where a is exactly 1; there a neighbor's is taken.
 */
export function expectedPurchases(model: BgNbd, own: Purchases, within: number): number {
  const { r, alpha, b } = model
  const a = Math.abs(model.a - 1) < 1e-6 ? 1 + 1e-6 : model.a
  const { repeats: x, observed } = own
  const z = within / (alpha + observed + within)
  const series = hypergeometric([r + x, b + x, a + b + x - 1], z)
  const gone = ((alpha + observed) / (alpha + observed + within)) ** (r + x) * series
  return ((a + b + x - 1) / (a - 1)) * (1 - gone) * aliveProbability({ ...model, a }, own)
}

/** Purchases that several customers have in common, counted once. */
export type Weighted<Own> = Own & { customers: number }

/** Fits BG/NBD by maximum likelihood. `value` is the log-likelihood, negated. */
export async function fitBgNbd(
  histories: readonly Weighted<Purchases>[],
  giveWay?: () => Promise<unknown>
): Promise<{ model: BgNbd; minimum: Minimum }> {
  const unitOfTime = Math.max(...histories.map(({ observed }) => observed), 1)
  const start = [1, unitOfTime / 10, 1, 2].map(Math.log)
  const negated = (point: readonly number[]) => {
    const model = toModel(point)
    let sum = 0
    for (const own of histories) sum -= own.customers * bgNbdLogLikelihood(model, own)
    return sum
  }
  const minimum = await minimize(negated, start, { ...(giveWay && { giveWay }) })
  return { model: toModel(minimum.point), minimum }
}

/** Parameters are positive, so what is searched for is their logarithms. */
function toModel(point: readonly number[]): BgNbd {
  const [r, alpha, a, b] = point.map(Math.exp) as [number, number, number, number]
  return { r, alpha, a, b }
}
