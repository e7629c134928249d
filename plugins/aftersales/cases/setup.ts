import type { AftersalesScope } from '../scope.ts'

/** Cases: what went wrong after a sale, and what becomes of it. */
export function setupCases(scope: AftersalesScope): void {
  void scope
}
