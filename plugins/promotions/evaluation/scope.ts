import { type Instant, instantMs } from '#core/time'
import type { ScopeShape } from '../definition/scope.ts'
import type { CartLine } from './types.ts'

const dayMs = 86_400_000

/** Says whether a line is in a scope at an instant, in milliseconds. */
export type ScopeMatch = (line: CartLine, nowMs: number) => boolean

/** Every line. */
export const everyLine: ScopeMatch = () => true

/** Makes a scope into a function; its lists become sets once. Undefined: every line. */
export function compileScope(scope: ScopeShape | undefined): ScopeMatch {
  if (scope === undefined) return everyLine
  const tests = [...criteriaOf(scope), ...exceptionsOf(scope.except ?? {})]
  if (tests.length === 0) return everyLine
  if (tests.length === 1) return tests[0]!
  return (line, nowMs) => tests.every((test) => test(line, nowMs))
}

function criteriaOf(scope: ScopeShape): ScopeMatch[] {
  const tests: ScopeMatch[] = []
  const { unitPriceFromMinor: from, unitPriceToMinor: to, launchedWithinDays: days } = scope
  if (scope.skus) tests.push(isIn(scope.skus, (line) => line.sku))
  if (scope.productIds) tests.push(isIn(scope.productIds, (line) => line.productId))
  if (scope.categoryIds) tests.push(isBelow(scope.categoryIds))
  for (const [name, values] of Object.entries(scope.attributes ?? {})) {
    const wanted = new Set(values)
    tests.push((line) => valuesOf(line.attributes[name]).some((value) => wanted.has(value)))
  }
  if (from !== undefined) tests.push((line) => line.unitPriceMinor >= from)
  if (to !== undefined) tests.push((line) => line.unitPriceMinor <= to)
  if (days !== undefined) tests.push((line, nowMs) => isNew(line.launchedAt, days, nowMs))
  return tests
}

function exceptionsOf(except: NonNullable<ScopeShape['except']>): ScopeMatch[] {
  const tests: ScopeMatch[] = []
  if (except.skus) tests.push(isIn(except.skus, (line) => line.sku))
  if (except.productIds) tests.push(isIn(except.productIds, (line) => line.productId))
  if (except.categoryIds) tests.push(isBelow(except.categoryIds))
  return tests.map((test) => (line, nowMs) => !test(line, nowMs))
}

function isIn(names: readonly string[], nameOf: (line: CartLine) => string): ScopeMatch {
  const wanted = new Set(names)
  return (line) => wanted.has(nameOf(line))
}

function isBelow(categoryIds: readonly string[]): ScopeMatch {
  const wanted = new Set(categoryIds)
  return (line) => line.categoryIds.some((id) => wanted.has(id))
}

/** The first N days are whole times 24 hours from the launch on: [launch, launch + N days). */
function isNew(launchedAt: Instant | null, days: number, nowMs: number): boolean {
  if (launchedAt === null) return false
  const ageMs = nowMs - instantMs(launchedAt)
  return ageMs >= 0 && ageMs < days * dayMs
}

/** The values of an attribute as text: of a list, each of its members; of nothing, none. */
export function valuesOf(attribute: unknown): readonly string[] {
  if (attribute === undefined || attribute === null) return []
  return Array.isArray(attribute) ? attribute.map(String) : [String(attribute)]
}
