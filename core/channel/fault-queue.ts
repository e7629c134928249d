import { drawFault, type FaultChances } from './fault-chances.ts'
import type { Fault, FaultKind } from './simulator.ts'

interface Waiting extends Fault {
  after: number
  times: number
}

/** Faults of a simulated platform that wait for the call they happen to. */
export class FaultQueue {
  readonly #possible: ReadonlySet<FaultKind>
  #waiting: Waiting[] = []
  #chances: FaultChances | null = null
  /** What was drawn for the call of an operation that is being answered. */
  readonly #drawn = new Map<string, FaultKind | null>()

  /** @param possible what the platform can do wrong */
  constructor(possible: readonly FaultKind[]) {
    this.#possible = new Set(possible)
  }

  /** Errors: TypeError when the platform cannot do it. */
  add(fault: Fault): void {
    if (!this.#possible.has(fault.kind)) {
      const known = [...this.#possible].join(', ') || 'none yet'
      throw new TypeError(`this platform has no fault ${JSON.stringify(fault.kind)}: ${known}`)
    }
    this.#waiting.push({ ...fault, after: fault.after ?? 0, times: fault.times ?? 1 })
  }

  clear(): void {
    this.#waiting = []
  }

  /** Lets faults happen by chance to calls that no other waits for; null: no longer. */
  strew(chances: FaultChances | null): void {
    this.#chances = chances
    this.#drawn.clear()
  }

  /**
   * The fault of these kinds that happens to this call, null for none. Ask once a call for each kind: every
   * question counts as one call.
   */
  next(operation: string, kinds: readonly FaultKind[]): Fault | null {
    for (const fault of this.#waiting) {
      const isMeant = fault.operation === undefined || fault.operation === operation
      if (!isMeant || !kinds.includes(fault.kind)) continue
      if (fault.after > 0) {
        fault.after--
        continue
      }
      fault.times--
      this.#waiting = this.#waiting.filter(({ times }) => times > 0)
      return fault
    }
    return this.#byChance(operation, kinds)
  }

  /** The first question of a call is the one about all of it: then it is drawn what happens to it, if anything. */
  #byChance(operation: string, kinds: readonly FaultKind[]): Fault | null {
    if (this.#chances === null) return null
    if (kinds.includes('noAnswer')) {
      this.#drawn.set(operation, drawFault(this.#chances, operation))
    }
    const kind = this.#drawn.get(operation) ?? null
    if (kind === null || !kinds.includes(kind)) return null
    this.#drawn.delete(operation)
    return { kind }
  }
}
