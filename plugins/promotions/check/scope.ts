import type { ScopeShape } from '../definition/scope.ts'
import { type Finding, twiceIn } from './finding.ts'

const lists = ['skus', 'productIds', 'categoryIds'] as const

/** Scopes that no line can be in, or that name something twice. */
export function scopeFindings(scope: ScopeShape | undefined, pointer: string): Finding[] {
  if (scope === undefined) return []
  const { unitPriceFromMinor: from, unitPriceToMinor: to, except = {} } = scope
  const findings = lists.flatMap((list) => [
    ...twiceIn(scope[list] ?? [], (place) => `${pointer}/${list}/${place}`),
    ...allExcepted(scope, list, pointer)
  ])
  if (from !== undefined && to !== undefined && from > to) {
    findings.push({
      pointer: `${pointer}/unitPriceToMinor`,
      detail: `is below unitPriceFromMinor: write at least ${from}`
    })
  }
  if (Object.keys(except).length === 0 && scope.except !== undefined) {
    findings.push({ pointer: `${pointer}/except`, detail: 'takes nothing out: leave it out' })
  }
  return findings
}

function allExcepted(scope: ScopeShape, list: (typeof lists)[number], pointer: string): Finding[] {
  const wanted = scope[list]
  const taken = new Set(scope.except?.[list])
  if (wanted === undefined || !wanted.every((name) => taken.has(name))) return []
  return [
    {
      pointer: `${pointer}/except/${list}`,
      detail: `takes out all of ${list}: no line is left; leave one in`
    }
  ]
}
