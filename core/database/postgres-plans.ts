import type { Clock } from '../time.ts'

/** Written before a statement, it has the server plan all prepared ones anew when they are next used. */
export const renewPlans = 'DISCARD PLANS'

const firstMs = 500
const longestMs = 60_000

/**
 * When a connection's plans are to be made anew. Postgres keeps the plan of a prepared statement until the table's statistics
 * change. In a shop that has just been set up plans are made for empty tables, where any plan is good: a year of orders was
 * then looked for row by row, until autovacuum came by, and importing it took half as long again.
 *
 * Twice as long each time, up to a minute.
 */
export class PlanRenewal {
  readonly #clock: Clock
  readonly #dues = new WeakMap<object, { dueMs: number; nextMs: number }>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Whether it is time; says so once. */
  isDue(connection: object): boolean {
    const nowMs = this.#clock.monotonicMs()
    const due = this.#dues.get(connection)
    if (due && nowMs < due.dueMs) return false
    const waitMs = due ? due.nextMs : firstMs
    const nextMs = Math.min(2 * waitMs, longestMs)
    this.#dues.set(connection, { dueMs: nowMs + waitMs, nextMs })
    return due !== undefined
  }
}
