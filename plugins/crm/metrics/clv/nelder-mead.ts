/** Where a function is least, as far as it was found. */
export interface Minimum {
  point: number[]
  value: number
  /** Whether it came to rest; false: it gave up after `stepsMax`. */
  hasConverged: boolean
}

interface Vertex {
  point: number[]
  value: number
}

/**
 * Finds where a function is least by the simplex of Nelder and Mead (1965), with their coefficients 1, 2, ½ and ½. It gives
 * way to others between two steps.
 *
 * Values that are not numbers count as infinitely large. Source: Lagarias et al. 1998.
 */
export async function minimize(
  of: (point: readonly number[]) => number,
  start: readonly number[],
  {
    stepsMax = 2000,
    tolerance = 1e-9,
    giveWay = async () => undefined
  }: { stepsMax?: number; tolerance?: number; giveWay?: () => Promise<unknown> } = {}
): Promise<Minimum> {
  const at = (point: number[]): Vertex => {
    const value = of(point)
    return { point, value: Number.isNaN(value) ? Number.POSITIVE_INFINITY : value }
  }
  const simplex = [
    at([...start]),
    ...start.map((_, axis) => at(start.map((value, i) => (i === axis ? value + 0.5 : value))))
  ]
  for (let step = 0; step < stepsMax; step++) {
    simplex.sort((a, b) => a.value - b.value)
    if (isAtRest(simplex, tolerance)) return { ...simplex[0]!, hasConverged: true }
    shrinkOrReplace(simplex, at)
    await giveWay()
  }
  simplex.sort((a, b) => a.value - b.value)
  return { ...simplex[0]!, hasConverged: false }
}

function isAtRest(simplex: readonly Vertex[], tolerance: number): boolean {
  const [best, worst] = [simplex[0]!, simplex.at(-1)!]
  const spread = Math.max(
    ...simplex.map(({ point }) =>
      Math.max(...point.map((value, axis) => Math.abs(value - best.point[axis]!)))
    )
  )
  return spread < 1e-6 && worst.value - best.value <= tolerance * (1 + Math.abs(best.value))
}

/** One step: the worst vertex gives way to a better one, or all of them move towards the best. */
function shrinkOrReplace(simplex: Vertex[], at: (point: number[]) => Vertex): void {
  const better = betterThanWorst(simplex, at)
  if (better) {
    simplex[simplex.length - 1] = better
    return
  }
  const best = simplex[0]!
  for (let i = 1; i < simplex.length; i++) {
    const { point } = simplex[i]!
    simplex[i] = at(best.point.map((value, axis) => value + (point[axis]! - value) / 2))
  }
}

function betterThanWorst(
  simplex: readonly Vertex[],
  at: (point: number[]) => Vertex
): Vertex | null {
  const worst = simplex.at(-1)!
  const best = simplex[0]!
  const others = simplex.slice(0, -1)
  const center = best.point.map(
    (_, axis) => others.reduce((sum, { point }) => sum + point[axis]!, 0) / others.length
  )
  const along = (factor: number) =>
    at(center.map((value, axis) => value + factor * (worst.point[axis]! - value)))
  const reflected = along(-1)
  if (reflected.value < best.value) {
    const expanded = along(-2)
    return expanded.value < reflected.value ? expanded : reflected
  }
  if (reflected.value < others.at(-1)!.value) return reflected
  const isOutside = reflected.value < worst.value
  const contracted = along(isOutside ? -0.5 : 0.5)
  return contracted.value < (isOutside ? reflected : worst).value ? contracted : null
}
