import { sql } from 'kysely'
import type { Clock, Instant } from '#core/time'
import type { Tx } from '#core/transaction'

/** Notices that the machine's clock was set, by comparing it with one that cannot be. */
export class ClockWatch {
  readonly #clock: Clock
  #ms: number
  #monotonicMs: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#ms = clock.ms()
    this.#monotonicMs = clock.monotonicMs()
  }

  /** How far the clock was set since the last call, in ms; negative: back. */
  jumpMs(): number {
    const ms = this.#clock.ms()
    const monotonicMs = this.#clock.monotonicMs()
    const jump = ms - this.#ms - (monotonicMs - this.#monotonicMs)
    this.#ms = ms
    this.#monotonicMs = monotonicMs
    return jump
  }
}

/**
 * After the clock was set back: retries that waited for a time that is far away now are due, and no lease lasts longer
 * than one that is taken now. Jobs that somebody put off to an instant keep it; ready ones are ready whatever it says.
 */
export async function pullToNow(tx: Tx, leaseUntil: Instant): Promise<void> {
  await sql`update jobs set run_at = ${tx.now}, state = 'ready'
    where state = 'delayed' and attempt > 0`.execute(tx)
  await sql`update jobs set lease_until = ${leaseUntil}
    where state = 'running' and lease_until > ${leaseUntil}`.execute(tx)
}
