/** When a document was changed, and the version that its platform gives it, where it keeps one. */
export interface Dated {
  modifiedAt: string
  version?: string | null
}

/**
 * Orders two states of one document: below zero when the first is the older. Platforms write times in whole seconds, so a
 * version decides between two changes of one second; versions are numbers as text, of any length.
 */
export function compareAge(one: Dated, other: Dated): number {
  if (one.modifiedAt !== other.modifiedAt) return one.modifiedAt < other.modifiedAt ? -1 : 1
  const [first, second] = [one.version ?? '', other.version ?? '']
  if (first.length !== second.length) return first.length - second.length
  return first === second ? 0 : first < second ? -1 : 1
}
