import type { Automation } from '../repository/automations.ts'

/** What a step or a trigger has brought. */
export type Brought = Record<string, string | number | null>

/** A customer that something lets enter an automation. */
export interface Candidate {
  automation: Automation
  /** A customer that stands for itself. */
  customerId: string
  /** Names what lets it enter: the same does so once. */
  sourceId: string
  brought: Brought
  /** The automations that led here, the first one first. */
  chain: readonly string[]
}

/** A customer that time lets enter. */
export interface Found {
  customerId: string
  sourceId: string
  brought: Record<string, string>
  /** The day that the walk has come to with it. */
  on: string
}

/** Groups things by a key, in the order in which the keys came. */
export function groupBy<Thing>(
  things: readonly Thing[],
  keyOf: (thing: Thing) => string
): Map<string, Thing[]> {
  const groups = new Map<string, Thing[]>()
  for (const thing of things) {
    const key = keyOf(thing)
    const own = groups.get(key)
    if (own) own.push(thing)
    else groups.set(key, [thing])
  }
  return groups
}
