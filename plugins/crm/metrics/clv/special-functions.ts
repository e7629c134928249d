const lanczosG = 7
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313,
  -176.61502916214059, 12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6,
  1.5056327351493116e-7
] as const

/** Natural logarithm of the gamma function of a positive number, to about 15 digits (Lanczos, g = 7, n = 9). */
export function lnGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - lnGamma(1 - x)
  const shifted = x - 1
  const base = shifted + lanczosG + 0.5
  let sum: number = lanczos[0]
  for (let i = 1; i < lanczos.length; i++) sum += lanczos[i]! / (shifted + i)
  return 0.5 * Math.log(2 * Math.PI) + (shifted + 0.5) * Math.log(base) - base + Math.log(sum)
}

const termsMax = 100_000

/** Gauss' hypergeometric function by its series; for 0 ≤ z < 1 and positive a, b and c. */
export function hypergeometric([a, b, c]: readonly [number, number, number], z: number): number {
  let term = 1
  let sum = 1
  for (let n = 0; n < termsMax; n++) {
    term *= (((a + n) * (b + n)) / ((c + n) * (n + 1))) * z
    sum += term
    if (Math.abs(term) < 1e-14 * Math.abs(sum)) break
  }
  return sum
}
