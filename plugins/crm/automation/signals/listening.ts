import type { Clock } from '#core/time'
import type { Tx } from '#core/transaction'
import { heardEvents } from '../repository/automations.ts'

/** How long a process relies on what it has read of which events are listened to. */
const freshMs = 250

/**
 * Which events active automations listen to. An event that none listens to costs a look into a set; four times a second
 * a query as well. Read in the transaction of an event, since a replica may lag.
 */
export class Listening {
  readonly #clock: Clock
  #events: ReadonlySet<string> = new Set()
  #readMs = Number.NEGATIVE_INFINITY

  constructor(clock: Clock) {
    this.#clock = clock
  }

  async hears(tx: Tx, event: string): Promise<boolean> {
    if (this.#clock.monotonicMs() - this.#readMs >= freshMs) {
      // Before the query: what commits while it runs may not be in its answer.
      const readMs = this.#clock.monotonicMs()
      this.#events = await heardEvents(tx)
      this.#readMs = readMs
    }
    return this.#events.has(event)
  }

  /** Reads anew with the next event: an automation was started or stopped here. */
  forget(): void {
    this.#readMs = Number.NEGATIVE_INFINITY
  }
}
