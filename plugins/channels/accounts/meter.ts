/** What calls to a platform have cost; only grows. */
export interface Metered {
  calls: number
  /** Calls that failed and may be made again. */
  retried: number
  /** Calls that had to wait: by a budget, or because the platform said so. */
  throttled: number
  waitedMs: number
  /** Times that new tokens were had. */
  renewals: number
  /** Failures by what was said of them. */
  reasons: Readonly<Record<string, number>>
}

const reasonLengthMax = 200

/** Counts what one connection does. */
export class Meter {
  #now: Metered = { calls: 0, retried: 0, throttled: 0, waitedMs: 0, renewals: 0, reasons: {} }

  get now(): Metered {
    return this.#now
  }

  count(name: Exclude<keyof Metered, 'reasons'>, by = 1): void {
    this.#now = { ...this.#now, [name]: this.#now[name] + by }
  }

  retried(reason: string): void {
    const text = reason.slice(0, reasonLengthMax)
    const reasons = { ...this.#now.reasons, [text]: (this.#now.reasons[text] ?? 0) + 1 }
    this.#now = { ...this.#now, retried: this.#now.retried + 1, reasons }
  }

  /** Forgets reasons, so that their number stays small; whoever compares has done so. */
  restart(): Metered {
    this.#now = { ...this.#now, reasons: {} }
    return this.#now
  }

  /** What has come since a reading. */
  since(before: Metered): Metered {
    const { calls, retried, throttled, waitedMs, renewals, reasons } = this.#now
    return {
      calls: calls - before.calls,
      retried: retried - before.retried,
      throttled: throttled - before.throttled,
      waitedMs: Math.round(waitedMs - before.waitedMs),
      renewals: renewals - before.renewals,
      reasons
    }
  }
}
