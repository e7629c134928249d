import { distance } from 'fastest-levenshtein'
import { type Cube, type Dimension, dimensions } from '../cubes/cube.ts'
import type { Metric } from '../metrics/metric.ts'
import { isTime } from './calendar.ts'

/** Cubes and metrics there are. */
export interface Offer {
  cubes: readonly Cube[]
  metrics: readonly Metric[]
}

/** Whether a cube keeps a measure, or counts it. */
export function keeps(cube: Cube, measure: string): boolean {
  return measure in cube.measures || measure in (cube.distinct ?? {})
}

/** Whether figures of a cube can be told apart by a dimension. */
export function canTell(cube: Cube, dimension: Dimension): boolean {
  if (isTime(dimension) || cube.isOfAll) return true
  return cube.dimensions[dimension as keyof Cube['dimensions']] !== undefined
}

/** The first cube that keeps a measure by all of these dimensions. */
export function cubeFor(
  cubes: readonly Cube[],
  measure: string,
  wanted: readonly Dimension[]
): Cube | undefined {
  return cubes.find(
    (cube) => keeps(cube, measure) && wanted.every((dimension) => canTell(cube, dimension))
  )
}

/** Whether there is a cube for everything that a metric is made of. */
export function isOffered({ cubes }: Offer, metric: Metric): boolean {
  return metric.measures.every((measure) => cubeFor(cubes, measure, []))
}

/** Dimensions that a metric can be told apart by, each for itself. */
export function dimensionsOf({ cubes }: Offer, metric: Metric): Dimension[] {
  return dimensions.filter((dimension) =>
    metric.measures.every((measure) => cubeFor(cubes, measure, [dimension]))
  )
}

/** At most three names that are meant perhaps, the nearest first. */
export function nearestNames(name: string, names: readonly string[]): string[] {
  const wanted = name.toLowerCase()
  const isPart = (lower: string) =>
    wanted.length > 2 && (lower.includes(wanted) || wanted.includes(lower))
  return names
    .map((known) => ({ known, far: distance(wanted, known.toLowerCase()) }))
    .filter(
      ({ known, far }) =>
        far <= Math.max(2, Math.floor(known.length / 3)) || isPart(known.toLowerCase())
    )
    .sort((a, b) => a.far - b.far || (a.known < b.known ? -1 : 1))
    .slice(0, 3)
    .map(({ known }) => known)
}
