import type { Clock } from '#core/time'
import { budgets } from '../budgets.ts'
import { throttled } from './refusal.ts'

/** Token buckets of the account, one an operation, by the published usage plans. */
export class Quotas {
  isOn = false
  readonly #clock: Clock
  readonly #buckets = new Map<string, { units: number; atMs: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Rate of an operation, which answers tell in a header. */
  rateOf(operation: string): number | undefined {
    return budgets.find((budget) => budget.operation === operation)?.ratePerSecond
  }

  /** Takes one call. Errors: Refusal when none is left. */
  take(operation: string): void {
    const budget = budgets.find((one) => one.operation === operation)
    if (!this.isOn || !budget) return
    const nowMs = this.#clock.ms()
    const { units, atMs } = this.#buckets.get(operation) ?? { units: budget.burst, atMs: nowMs }
    const filled = Math.min(budget.burst, units + ((nowMs - atMs) / 1000) * budget.ratePerSecond)
    if (filled < 1) throw throttled()
    this.#buckets.set(operation, { units: filled - 1, atMs: nowMs })
  }
}
