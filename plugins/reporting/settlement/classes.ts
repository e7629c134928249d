import { type LineClass, type LineType, matchedTypes } from './tables.ts'

/** What a line is before anything is found for it. */
export function classOf(type: LineType): LineClass {
  if (type === 'unknown') return 'unknown_type'
  return matchedTypes.has(type) ? 'missing_in_ledger' : 'booked'
}
