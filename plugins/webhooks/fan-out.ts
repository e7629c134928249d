import type { Clock } from '#core/time'
import type { Tx } from '#core/transaction'
import { covers } from './patterns.ts'
import { putOnWay } from './put-on-way.ts'
import { enabledSubscriptions } from './repository/subscriptions.ts'

/**
 * How long a process relies on what it has read of subscriptions. Whoever widens one is answered only after that
 * time, so from the answer on no process misses an event.
 */
export const patternsFreshMs = 250

/**
 * Hears of every event and puts those that somebody wants on their way, in the transaction of the event.
 *
 * An event that nobody wants costs a look into a map; four times a second it costs a query as well. It is read in the
 * transaction of an event, since a replica may lag, and a process without events need not know.
 */
export class FanOut {
  readonly #clock: Clock
  #patterns: readonly string[] = []
  #wanted = new Map<string, boolean>()
  #readMs = Number.NEGATIVE_INFINITY

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async take(tx: Tx, type: string, batch: readonly unknown[]): Promise<void> {
    if (this.#clock.monotonicMs() - this.#readMs >= patternsFreshMs) await this.#read(tx)
    if (!this.#isWanted(type)) return
    // What was read before only says that it is worth looking: some may be disabled or deleted since.
    const takers = (await enabledSubscriptions(tx)).filter(({ events }) =>
      events.some((pattern) => covers(pattern, type))
    )
    if (takers.length === 0) return
    await putOnWay(
      tx,
      { type, batch },
      takers.map(({ id }) => id)
    )
  }

  async #read(tx: Tx): Promise<void> {
    // Before the query: what commits while it runs may not be in its answer.
    const readMs = this.#clock.monotonicMs()
    const enabled = await enabledSubscriptions(tx)
    this.#patterns = [...new Set(enabled.flatMap(({ events }) => events))]
    this.#wanted = new Map()
    this.#readMs = readMs
  }

  #isWanted(type: string): boolean {
    let isWanted = this.#wanted.get(type)
    if (isWanted === undefined) {
      isWanted = this.#patterns.some((pattern) => covers(pattern, type))
      this.#wanted.set(type, isWanted)
    }
    return isWanted
  }
}
