/** What a change looks like in the audit log: the fields that differ, before and after. */
export interface Difference {
  before: Record<string, unknown>
  after: Record<string, unknown>
}

/** Kept by the engine, or not for everybody who may read the audit log. */
const unlisted = new Set(['version', 'updatedAt', 'createdAt', 'score', 'missing'])
const secret = new Set(['costMinor', 'costCurrency'])

/**
 * The fields in which two rows differ, or null when they don't. That a cost changed is told, the
 * cost is not.
 */
export function differenceOf<Row extends object>(before: Row, after: Row): Difference | null {
  const difference: Difference = { before: {}, after: {} }
  for (const [field, value] of Object.entries(after)) {
    const old = (before as Record<string, unknown>)[field]
    if (old === value || unlisted.has(field)) continue
    difference.before[field] = secret.has(field) ? '(hidden)' : old
    difference.after[field] = secret.has(field) ? '(changed)' : value
  }
  return Object.keys(difference.after).length > 0 ? difference : null
}
