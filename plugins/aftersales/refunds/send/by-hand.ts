import type { RefundPartRow } from '../tables.ts'

/** Leaves a part to a person. */
export function leaveToPerson(part: RefundPartRow, why: string): void {
  Object.assign(part, { way: 'manual', why, state: 'pending', sentAt: null })
}
