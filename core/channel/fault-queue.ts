import type { Fault, FaultKind } from './simulator.ts'

interface Waiting extends Fault {
  after: number
  times: number
}

/** Faults of a simulated platform that wait for the call they happen to. */
export class FaultQueue {
  readonly #possible: ReadonlySet<FaultKind>
  #waiting: Waiting[] = []

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
    return null
  }
}
