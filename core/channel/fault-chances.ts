import type { FaultKind } from './simulator.ts'

/** Faults that come by chance, for as long as they are left on. */
export interface FaultChances {
  /** Share of the calls that one happens to, 0 to 1. */
  share: number
  /** A number from 0 up to 1. One that begins with a seed makes the same faults of the same calls. */
  random(): number
  /** What may happen to a call of the operation; which of them is drawn. None: it goes well. */
  kindsFor(operation: string): readonly FaultKind[]
}

/** What happens to one call; null: nothing. */
export function drawFault(chances: FaultChances, operation: string): FaultKind | null {
  const { share, random, kindsFor } = chances
  if (random() >= share) return null
  const kinds = kindsFor(operation)
  return kinds[Math.floor(random() * kinds.length)] ?? null
}
